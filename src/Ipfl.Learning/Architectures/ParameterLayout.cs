namespace Ipfl.Learning;

/// <summary>Places named parameters one after another in θ.</summary>
internal static class ParameterLayout
{
    /// <summary>The parameters in the order given, without gaps.</summary>
    public static IReadOnlyList<ModelParameter> Of(params ReadOnlySpan<(string Name, long[] Shape)> parameters) => WithBuffers(parameters, []);

    /// <summary>The parameters in the order given, then the buffers in theirs, without gaps.</summary>
    public static IReadOnlyList<ModelParameter> WithBuffers(
        ReadOnlySpan<(string Name, long[] Shape)> parameters, ReadOnlySpan<(string Name, long[] Shape)> buffers)
    {
        var layout = new List<ModelParameter>(parameters.Length + buffers.Length);
        foreach (var (name, shape) in parameters) layout.Add(new ModelParameter(name, shape, End(layout)));
        foreach (var (name, shape) in buffers) layout.Add(new ModelParameter(name, shape, End(layout)) { IsBuffer = true });
        return layout;
    }

    private static long End(List<ModelParameter> layout) => layout.Count == 0 ? 0 : layout[^1].Offset + layout[^1].Size;
}
