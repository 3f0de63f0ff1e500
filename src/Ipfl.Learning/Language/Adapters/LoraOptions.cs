namespace Ipfl.Learning;

/// <summary>A low-rank adapter (Hu et al., 2022): which projections it changes, and by how much.</summary>
public sealed record LoraOptions
{
    /// <summary>r, the rank of what is added to a projection; at least 1.</summary>
    public int Rank { get; init; } = 32;

    /// <summary>α: what is added is scaled by α/r; positive.</summary>
    public double Alpha { get; init; } = 64;

    /// <summary>The probability that an input of the adapter is dropped in training, in [0, 1).</summary>
    public double Dropout { get; init; } = 0.05;

    /// <summary>The projections by their Hugging Face names, each named once.</summary>
    public IReadOnlyList<string> Targets { get; init; } = ["q_proj", "v_proj"];

    /// <summary>The names that <see cref="Targets"/> may hold, in their order in a layer.</summary>
    public static IReadOnlyList<string> Projections => LlamaLayout.Projections;

    internal double Scale => Alpha / Rank;
}
