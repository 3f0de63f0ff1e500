using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>Per trade what was paid, against what the law predicts and what was measured.</summary>
internal static class PaidGotFigure
{
    /// <summary>The figure's name.</summary>
    public const string Name = "paid-got";

    private const int MostLinked = 150;
    private static readonly Color Grey = Color.FromHex("#8C8C8C");

    /// <summary>Null where no trade was measured.</summary>
    public static Figure? Draw(RunResults run)
    {
        if (Bought.Of(run) is not { } bought || !run.Trades) return null;
        Trade[] trades = [.. bought.Trades.Where(trade => trade.Realised is not null)];
        if (trades.Length == 0) return null;
        const string title = "What was paid for each model, and what it brought";
        var plot = Chart.New(title, "Paid for the trade (money)", "Gain of the trade (money)");
        var frame = Frame.Around(trades);
        Break(plot, frame);
        foreach (var group in trades.GroupBy(GroupOf).OrderBy(group => group.Key)) Add(plot, group.Key, [.. group], frame, trades.Length <= MostLinked);
        plot.Axes.SetLimits(frame.Left, frame.Right, frame.Bottom, frame.Top);
        plot.LegendOutside(Legend(trades));
        var beyond = trades.Count(trade => trade.Realised < frame.Bottom || trade.Realised > frame.Top);
        var clipped = beyond == 0 ? "" : $" {Counted.Of(beyond, "trade")} beyond the frame {(beyond == 1 ? "stands" : "stand")} at its edge as {(beyond == 1 ? "a triangle" : "triangles")}.";
        var linked = trades.Length <= MostLinked ? ", joined by a line" : "";
        return new Figure(
            Name,
            BoughtSection.Topic,
            title,
            $"A filled mark per trade: its measured gain; a ring: the gain that the market's law predicts{linked}. Above the diagonal a trade was worth its price; below zero it did harm.{clipped}",
            plot.ToPng());
    }

    private enum Group
    {
        Void,
        Hurt,
        BelowPrice,
        Worth,
    }

    private static Group GroupOf(Trade trade) =>
        trade.Void ? Group.Void : trade.Realised < 0 ? Group.Hurt : trade.Realised < trade.Paid ? Group.BelowPrice : Group.Worth;

    private static Color ColourOf(Group group) => group switch
    {
        Group.Void => Grey,
        Group.Hurt => Palette.Vermilion,
        Group.BelowPrice => Palette.Orange,
        _ => Palette.Blue,
    };

    private static void Break(Plot plot, Frame frame)
    {
        var zero = plot.Add.HorizontalLine(0, 1, Palette.Ink);
        zero.LegendText = "";
        var end = Math.Min(frame.Right, frame.Top);
        var diagonal = plot.Add.Line(0, 0, end, end);
        (diagonal.LineColor, diagonal.LineWidth, diagonal.LinePattern) = (Palette.Ink, 1.5f, LinePattern.Dashed);
    }

    private static void Add(Plot plot, Group group, Trade[] trades, Frame frame, bool linked)
    {
        var colour = ColourOf(group);
        var strength = trades.Length > 400 ? 0.35 : 0.85;
        foreach (var trade in trades)
        {
            var got = Math.Clamp(trade.Realised!.Value, frame.Bottom, frame.Top);
            if (linked)
            {
                var link = plot.Add.Line(trade.Paid, Math.Clamp(trade.Predicted, frame.Bottom, frame.Top), trade.Paid, got);
                (link.LineColor, link.LineWidth) = (colour.WithAlpha(0.35), 1);
            }
        }

        var inside = trades.Where(trade => trade.Realised >= frame.Bottom && trade.Realised <= frame.Top).ToArray();
        Rings(plot, trades, frame, colour.WithAlpha(strength * 0.7));
        Marks(plot, inside, trade => trade.Realised!.Value, MarkerShape.FilledCircle, colour.WithAlpha(strength));
        Marks(plot, [.. trades.Where(trade => trade.Realised < frame.Bottom)], _ => frame.Bottom + frame.Edge, MarkerShape.FilledTriangleDown, colour);
        Marks(plot, [.. trades.Where(trade => trade.Realised > frame.Top)], _ => frame.Top - frame.Edge, MarkerShape.FilledTriangleUp, colour);
    }

    private static void Rings(Plot plot, Trade[] trades, Frame frame, Color colour)
    {
        var rings = plot.Add.Markers(
            trades.Select(trade => trade.Paid).ToArray(), trades.Select(trade => Math.Clamp(trade.Predicted, frame.Bottom, frame.Top)).ToArray(), MarkerShape.OpenCircle, 6, colour);
        rings.MarkerStyle.LineWidth = 1;
        rings.MarkerStyle.LineColor = colour;
    }

    private static void Marks(Plot plot, Trade[] trades, Func<Trade, double> height, MarkerShape shape, Color colour)
    {
        if (trades.Length == 0) return;
        var marks = plot.Add.Markers(trades.Select(trade => trade.Paid).ToArray(), trades.Select(height).ToArray(), shape, 9, colour);
        marks.MarkerStyle.LineColor = Colors.White;
        marks.MarkerStyle.LineWidth = 0.8f;
    }

    private static IEnumerable<LegendItem> Legend(Trade[] trades)
    {
        foreach (var (group, words) in new[] { (Group.Worth, "worth its price"), (Group.BelowPrice, "worth less"), (Group.Hurt, "did harm"), (Group.Void, "void, unpaid") })
        {
            var count = trades.Count(trade => GroupOf(trade) == group);
            if (count > 0) yield return new LegendItem { LabelText = $"{words} ({count})", MarkerShape = MarkerShape.FilledCircle, MarkerSize = 11, MarkerColor = ColourOf(group) };
        }

        yield return new LegendItem { LabelText = "predicted", MarkerShape = MarkerShape.OpenCircle, MarkerSize = 9, MarkerLineColor = Palette.Ink, MarkerLineWidth = 1.2f };
        yield return new LegendItem { LabelText = "gain = price", LineColor = Palette.Ink, LineWidth = 1.5f, LinePattern = LinePattern.Dashed };
    }

    /// <summary>What is shown: all payments and predictions, and of the measured gains all but the utmost.</summary>
    private sealed record Frame(double Left, double Right, double Bottom, double Top)
    {
        private const double Kept = 0.02;

        public double Edge => 0.015 * (Top - Bottom);

        public static Frame Around(Trade[] trades)
        {
            double[] got = [.. trades.Select(trade => trade.Realised!.Value).Order()];
            var skipped = (int)(Kept * got.Length);
            var most = Math.Max(trades.Max(trade => trade.Paid), 1e-9);
            var high = Math.Max(got[^(1 + skipped)], trades.Max(trade => trade.Predicted));

            // One that does great harm would leave no room to see all others.
            var low = Math.Max(Math.Min(0, got[skipped]), -2 * Math.Max(high, most));
            var room = 0.06 * (high - low);
            return new(-0.03 * most, 1.05 * most, low < 0 ? low - room : -room, Math.Max(high, 1e-9) + room);
        }
    }
}
