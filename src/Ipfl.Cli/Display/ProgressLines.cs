using Ipfl.Simulation;

namespace Ipfl.Cli.Display;

/// <summary>A line of the screen; where it holds a bar, which of its letters are the done and the open part.</summary>
internal readonly record struct ProgressLine(string Before, string DonePart, string OpenPart, string After)
{
    public static ProgressLine Of(string text) => new(text, "", "", "");

    public string Text => Before + DonePart + OpenPart + After;
}

/// <summary>
/// Draws a board for a terminal of some size: one line for the whole, one for what runs now, and a comparison's cells as a table of
/// algorithms and seeds. No line is longer than the terminal is wide, and there are no more lines than it has.
/// </summary>
internal static class ProgressLines
{
    private const int LongestBar = 40;
    private const int ShortestBar = 5;
    private const int LongestName = 18;
    private const int CellWidth = 8;

    public static IReadOnlyList<ProgressLine> Of(ProgressBoard board, TimeSpan? left, int width, int height)
    {
        // The last column stays free: some terminals begin a new line as soon as it is written to.
        var usable = Math.Max(1, width - 1);
        ProgressLine[] head = [Whole(board, left, usable), ProgressLine.Of(Fit(Now(board), usable))];

        // One line is the cursor's.
        return [.. head, .. Table(board, usable, height - head.Length - 1).Select(line => ProgressLine.Of(Fit(line, usable)))];
    }

    /// <summary>Text in lines of the terminal's width but for its last column, broken between words where it can be, and filled up with blanks.</summary>
    public static IEnumerable<string> Wrapped(string text, int width)
    {
        var usable = Math.Max(1, width - 1);
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var rest = paragraph;
            while (rest.Length > usable)
            {
                var end = rest.LastIndexOf(' ', usable) is var blank and > 0 ? blank : usable;
                yield return rest[..end].PadRight(usable);
                rest = rest[end..].TrimStart();
            }

            yield return rest.PadRight(usable);
        }
    }

    private static ProgressLine Whole(ProgressBoard board, TimeSpan? left, int width)
    {
        var name = board.Cells.Count == 0 ? "" : $"{(board.Stage.Length > 0 ? $"{board.Stage}, " : "")}{board.Done}/{board.Cells.Count} runs ";
        var tail = $" {Math.Floor(100 * board.Share),3:F0} %{(left is { } time ? $"  {RunLines.Left(time)}" : "")}";
        var bar = Math.Min(LongestBar, width - name.Length - tail.Length);
        if (bar < ShortestBar) return ProgressLine.Of(Fit(name + tail.TrimStart(), width));
        var done = (int)(board.Share * bar);
        return new(name, new('━', done), new('─', bar - done), tail);
    }

    private static string Now(ProgressBoard board) => board.Running is { } cell ? $"{cell.Algorithm} seed {cell.Seed}  {board.Now}" : board.Now;

    private static IReadOnlyList<string> Table(ProgressBoard board, int width, int height)
    {
        string[] algorithms = [.. board.Cells.Select(cell => cell.Algorithm).Distinct()];
        long[] seeds = [.. board.Cells.Select(cell => cell.Seed).Distinct()];
        if (algorithms.Length == 0 || height < 2) return [];
        var name = Math.Min(LongestName, algorithms.Max(algorithm => algorithm.Length));
        var isWide = name + (seeds.Length * CellWidth) <= width;
        var heading = isWide ? string.Concat(seeds.Select(seed => $"{$"seed {seed}",CellWidth}")) : "   seeds done";
        var rows = algorithms.Select(algorithm => $"{Fit(algorithm, name).PadRight(name)}{(isWide ? Row(board, algorithm, seeds) : Count(board, algorithm, seeds))}").ToArray();
        return [$"{new(' ', name)}{heading}", .. Window(rows, Array.IndexOf(algorithms, board.Running?.Algorithm), height - 1)];
    }

    private static string Row(ProgressBoard board, string algorithm, long[] seeds) =>
        string.Concat(seeds.Select(seed => $"{State(board, new(algorithm, seed)),CellWidth}"));

    private static string Count(ProgressBoard board, string algorithm, long[] seeds) =>
        $"   {seeds.Count(seed => board.AccuracyOf(new(algorithm, seed)) is not null)} of {seeds.Length}";

    private static string State(ProgressBoard board, ComparisonCell cell) => board.AccuracyOf(cell) is { } accuracy
        ? $"{accuracy:F3}"
        : board.Running == cell ? $"{Math.Floor(100 * board.ShareOfRun):F0} %" : "·";

    /// <summary>As many rows as there is room for, that of the running algorithm among them.</summary>
    private static IEnumerable<string> Window(string[] rows, int running, int room)
    {
        if (rows.Length <= room) return rows;
        var first = Math.Clamp(running - (room / 2), 0, rows.Length - room);
        return rows.Skip(first).Take(room);
    }

    private static string Fit(string text, int width) => text.Length <= width ? text : $"{text[..Math.Max(0, width - 1)]}…";
}
