namespace Ipfl.Simulation;

/// <summary>One of the settings that a study sets side by side.</summary>
/// <param name="Name">Its name, also of its folder.</param>
/// <param name="Facets">What sets it apart from the others, by the names that the study's report goes by, such as <c>ratio</c>.</param>
/// <param name="Settings">What it changes.</param>
public sealed record StudyVariant(string Name, IReadOnlyDictionary<string, string> Facets, IReadOnlyList<(string Key, object Value)> Settings)
{
    /// <summary>What else it changes unless <c>--set</c> says otherwise; such a setting is for those variants alone that have the key here.</summary>
    public IReadOnlyList<(string Key, object Value)> Defaults { get; init; } = [];

    /// <summary>Whether it changes nothing but the market, so that algorithms that do not trade need not be run again.</summary>
    public bool MarketOnly { get; init; }
}
