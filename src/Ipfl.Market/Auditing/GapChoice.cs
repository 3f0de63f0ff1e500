namespace Ipfl.Market.Auditing;

/// <summary>
/// Where a search over reports should look closer. Between two jumps a utility bends little, and its largest values lie at local maxima or
/// right beside a jump: so the gaps next to the best local maxima, those next to the best reports of all, and those over which trades change or the
/// utility leaps, the most promising of each first.
/// </summary>
internal static class GapChoice
{
    private const int Peaks = 4;
    private const int Jumps = 8;
    private const int Near = 16;

    /// <summary>Gaps narrower than this share of where they are end the search there.</summary>
    private const double Finest = 1e-9;

    /// <summary>The places k, ascending, of the gaps from report k to report k + 1 that deserve it.</summary>
    public static IEnumerable<int> Of(SortedList<double, Trial> tried, bool whole)
    {
        var (reports, trials) = (tried.Keys, tried.Values);
        var chosen = new SortedSet<int>();
        foreach (var peak in Enumerable.Range(0, reports.Count).Where(IsPeak).OrderByDescending(k => trials[k].Utility).Take(Peaks))
        {
            chosen.Add(peak - 1);
            chosen.Add(peak);
        }

        var open = Enumerable.Range(0, reports.Count - 1).Where(IsOpen).ToArray();
        chosen.UnionWith(open.Where(k => trials[k].Trades != trials[k + 1].Trades).OrderByDescending(Best).Take(Jumps));
        chosen.UnionWith(open.OrderByDescending(k => Best(k) + Leap(k)).Take(Jumps));

        // Where others' trades change, a utility may jump between two reports that look alike: next to the best ones none is left out.
        chosen.UnionWith(open.OrderByDescending(Best).Take(Near));
        return chosen.Where(k => k >= 0 && k < reports.Count - 1 && IsOpen(k));

        bool IsPeak(int k) =>
            (k == 0 || trials[k].Utility >= trials[k - 1].Utility) && (k == reports.Count - 1 || trials[k].Utility >= trials[k + 1].Utility)
            && (k == 0 || k == reports.Count - 1 || trials[k].Utility > trials[k - 1].Utility || trials[k].Utility > trials[k + 1].Utility);

        bool IsOpen(int k) => reports[k + 1] - reports[k] is var gap && double.IsFinite(gap) && gap > (whole ? 1 : Finest * reports[k + 1]);

        double Best(int k) => Math.Max(trials[k].Utility, trials[k + 1].Utility);

        double Leap(int k) => Math.Abs(trials[k + 1].Utility - trials[k].Utility);
    }
}
