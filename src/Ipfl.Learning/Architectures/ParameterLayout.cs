namespace Ipfl.Learning;

/// <summary>Places named parameters one after another in θ.</summary>
internal static class ParameterLayout
{
    /// <summary>The parameters in the order given, without gaps.</summary>
    public static IReadOnlyList<ModelParameter> Of(params ReadOnlySpan<(string Name, long[] Shape)> parameters)
    {
        var layout = new List<ModelParameter>(parameters.Length);
        var offset = 0L;
        foreach (var (name, shape) in parameters)
        {
            layout.Add(new ModelParameter(name, shape, offset));
            offset += layout[^1].Size;
        }

        return layout;
    }
}
