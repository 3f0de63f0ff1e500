namespace Ipfl.Reporting;

/// <summary>Evaluation loss of each participant and their mean over the rounds.</summary>
internal static class LossFigure
{
    /// <summary>The figure's name.</summary>
    public const string Name = "evaluation-loss";

    /// <summary>Null where losses are not evaluated.</summary>
    public static Figure? Draw(RunResults run)
    {
        if (!run.HasLosses) return null;
        const string title = "Evaluation loss over the rounds";
        var plot = Chart.New(title, "Round", "Mean loss on own test data");
        var (whose, named) = RoundLines.Draw(plot, run, p => p.EvaluationLoss);
        return new Figure(Name, "Learning", title, $"Thin: each participant's mean loss on its own test data; lower is better. Thick: the mean of {whose}.{named}", plot.ToPng());
    }
}
