using Ipfl.Cli.Display;
using Ipfl.Simulation;

namespace Ipfl.Cli.Tests.Display;

/// <summary>What a watched comparison looks like: it fits its terminal, and shows what is done, what runs and what waits.</summary>
public sealed class ProgressLinesTests
{
    private static readonly string[] Names = ["ipfl", "local", "fedavg", "fedprox", "ditto", "cfl", "fedamp", "fedfomo", "pfedgraph"];

    [Fact]
    public void Cells_that_were_there_before_tell_nothing_of_the_time_left()
    {
        var board = new ProgressBoard("");
        ComparisonCell[] cells = [.. Enumerable.Range(0, 27).Select(i => new ComparisonCell("ipfl", i))];
        board.Plan(cells);
        foreach (var cell in cells.SkipLast(1))
        {
            board.Complete(cell, 0.5, wasThere: true);
            Assert.Null(board.Left(TimeSpan.FromSeconds(5)));
        }
    }

    [Theory]
    [InlineData("one two three", 8, "one two|three  ")]
    [InlineData("abcdefghij", 5, "abcd|efgh|ij  ")]
    [InlineData("a\nb", 4, "a  |b  ")]
    public void Text_above_the_board_fills_its_lines_and_wraps_between_words(string text, int width, string lines) =>
        Assert.Equal(lines, string.Join('|', ProgressLines.Wrapped(text, width)));

    [Fact]
    public void A_comparison_is_a_table_of_algorithms_and_seeds()
    {
        var board = Compared(3, 3);
        board.Complete(new("ipfl", 0), 0.6834, wasThere: false);
        board.Begin(new("ipfl", 1), 0);
        board.Advance(0.25, "round 3/10  participant 4/8");
        Assert.Equal(
            [
                "1/9 runs ━━━━━───────────────────────────────────  13 %  2 min 5 s left",
                "ipfl seed 1  round 3/10  participant 4/8",
                "        seed 0  seed 1  seed 2",
                "ipfl     0.683    25 %       ·",
                "local        ·       ·       ·",
                "fedavg       ·       ·       ·",
            ],
            Texts(board, TimeSpan.FromSeconds(125), 80, 24));
    }

    [Fact]
    public void A_run_is_a_bar_and_a_line()
    {
        var board = new ProgressBoard("");
        board.Begin(null, 0);
        board.Advance(0.5, "round 2/4  participant 9/9");
        Assert.Equal(["━━━━━━━━━━━━━━━━━━━━────────────────────  50 %", "round 2/4  participant 9/9"], Texts(board, null, 80, 24));
    }

    /// <summary>The running algorithm stays in view, and too many seeds are counted.</summary>
    [Fact]
    public void A_low_and_narrow_terminal_shows_the_part_that_matters()
    {
        var board = Compared(9, 12);
        board.Begin(new("fedfomo", 4), 0);
        var lines = Texts(board, null, 60, 8);
        Assert.Equal(7, lines.Length);
        Assert.Contains(lines, line => line.StartsWith("fedfomo", StringComparison.Ordinal) && line.EndsWith("0 of 12", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_wraps_or_scrolls_on_any_terminal()
    {
        var random = new Random(1);
        for (var i = 0; i < 5_000; i++)
        {
            var (width, height) = (random.Next(20, 200), random.Next(3, 60));
            var board = Compared(random.Next(1, 10), random.Next(1, 30), random.Next(2) == 0 ? "robustness 3/5" : "");
            foreach (var cell in board.Cells.Take(random.Next(board.Cells.Count))) board.Complete(cell, random.NextDouble(), wasThere: false);
            board.Begin(board.Cells[board.Done], 0);
            board.Advance(random.NextDouble(), new string('x', random.Next(300)));
            var lines = Texts(board, TimeSpan.FromSeconds(random.Next(100_000)), width, height);
            Assert.InRange(lines.Length, 2, height - 1);
            Assert.All(lines, line => Assert.InRange(line.Length, 0, width - 1));
        }
    }

    /// <summary>Runs that were there before took no time, so they say nothing about what the others will take.</summary>
    [Fact]
    public void The_time_left_counts_what_was_done_now()
    {
        var board = Compared(1, 4);
        Assert.Null(board.Left(TimeSpan.FromSeconds(1)));
        board.Complete(new("ipfl", 0), 0.5, wasThere: true);
        board.Begin(new("ipfl", 1), 0.5);
        Assert.Null(board.Left(TimeSpan.FromSeconds(1)));
        board.Complete(new("ipfl", 1), 0.5, wasThere: false);
        board.Begin(new("ipfl", 2), 0);
        Assert.Equal(TimeSpan.FromSeconds(40), board.Left(TimeSpan.FromSeconds(10)));
    }

    private static ProgressBoard Compared(int algorithms, int seeds, string stage = "")
    {
        var board = new ProgressBoard(stage);
        board.Plan([.. from algorithm in Names.Take(algorithms) from seed in Enumerable.Range(0, seeds) select new ComparisonCell(algorithm, seed)]);
        return board;
    }

    private static string[] Texts(ProgressBoard board, TimeSpan? left, int width, int height) =>
        [.. ProgressLines.Of(board, left, width, height).Select(line => line.Text)];
}
