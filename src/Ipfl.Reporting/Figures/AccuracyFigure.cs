namespace Ipfl.Reporting;

/// <summary>Accuracy of each participant and their mean over the rounds.</summary>
internal static class AccuracyFigure
{
    public static Figure Draw(RunResults run)
    {
        const string title = "Accuracy over the rounds";
        var plot = Chart.New(title, "Round", "Accuracy on own test data (%)");
        var (whose, named) = RoundLines.Draw(plot, run, p => p.Accuracy, scale: 100);
        return new Figure("accuracy", "Learning", title, $"Thin: each participant's accuracy on its own test data. Thick: the mean of {whose}.{named}", plot.ToPng());
    }
}
