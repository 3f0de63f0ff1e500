namespace Ipfl.Reporting;

/// <summary>All pictures of a run, in the order of its report.</summary>
internal static class RunFigures
{
    /// <summary>Every name that a run's figure can have; reports leave no old picture of these behind.</summary>
    public static readonly string[] Names = [PaidGotFigure.Name, "accuracy", LossFigure.Name, "graph-last", "graph-all", "payments", "utility", "welfare", "labels", .. LyingFigures.Names];

    public static IReadOnlyList<Figure> Draw(RunResults run)
    {
        var figures = new List<Figure?>();
        if (run.Rounds.Count > 0)
        {
            figures.Add(PaidGotFigure.Draw(run));
            figures.Add(AccuracyFigure.Draw(run));
            figures.Add(LossFigure.Draw(run));
            figures.AddRange(GraphFigure.Draw(run));
            figures.Add(MatrixFigure.Draw(run));
            figures.Add(UtilityFigure.Draw(run));
            figures.Add(WelfareFigure.Draw(run));
            figures.AddRange(LyingFigures.Draw(run));
        }

        figures.Add(LabelFigure.Draw(run));
        return [.. figures.OfType<Figure>()];
    }
}
