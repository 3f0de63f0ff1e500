namespace Ipfl.Simulation;

/// <summary>What participants are called: as their data call them, else p0, p1, ….</summary>
internal static class ParticipantNames
{
    private const int Longest = 100;

    /// <summary>Their names by number. Names that are not one for each, that files cannot have, or that files could confuse are not used.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> given, int participants) =>
        given.Count == participants && given.All(IsFileName) && given.Distinct(StringComparer.OrdinalIgnoreCase).Count() == participants
            ? given
            : [.. Enumerable.Range(0, participants).Select(i => FormattableString.Invariant($"p{i}"))];

    private static bool IsFileName(string name) =>
        name.Length is > 0 and <= Longest && name is not ("." or "..") && !name.Any(letter => char.IsControl(letter) || letter is '/' or '\\') && name.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) < 0;
}
