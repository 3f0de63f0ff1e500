namespace Ipfl.Reporting;

/// <summary>What was compared on what: the part of a comparison's report that a stranger needs first.</summary>
internal static class ComparedSection
{
    public static Html Of(Comparison comparison) => comparison.Compared is { } compared
        ? Page.Section("What was compared", HtmlTable.Of(["", ""], Rows(comparison, compared)), Changes(compared))
        : Html.Empty;

    private static IEnumerable<IReadOnlyList<Html>> Rows(Comparison comparison, ComparisonDescription compared)
    {
        yield return [Html.Of($"Task"), Html.Of($"{compared.Task}")];
        yield return [Html.Of($"Data"), Html.Of($"{compared.Data?.Description ?? "unknown"}")];
        yield return [Html.Of($"Participants"), Quantity.Whole(compared.Participants)];
        yield return [Html.Of($"Length"), Html.Of($"{Counted.Of(compared.Rounds, "round")} of {Counted.Of(compared.Steps, "local step")}")];
        yield return [Html.Of($"Algorithms"), Html.Of($"{string.Join(", ", comparison.Algorithms)}")];
        yield return [Html.Of($"Seeds"), Html.Of($"{string.Join(", ", comparison.Seeds)}")];
        if (compared.Data?.Sha256 is { } digest) yield return [Html.Of($"Digest of the data"), Html.Of($"SHA-256 {digest}")];
        yield return [Html.Of($"Made with"), Html.Of($"{compared.Build}")];
    }

    private static Html Changes(ComparisonDescription compared) => compared.Settings.Count == 0
        ? Html.Of($"<p class=\"lead\">All settings are the task's own.</p>\n")
        : Html.Of($"<h3>Settings that differ from the task's</h3>\n{HtmlTable.Of(["Setting", "Here", "The task's own"], compared.Settings.Select(IReadOnlyList<Html> (change) => [Html.Of($"{change.Key}"), Html.Of($"{change.Value}"), Html.Of($"{change.Standard}")]))}\n");
}
