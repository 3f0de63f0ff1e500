namespace Ipfl.Reporting;

/// <summary>The numbers of a run that people look for first.</summary>
internal static class RunKeys
{
    public static Html Of(RunResults run) => run.Summary is { } summary ? Finished(run, summary) : run.Rounds.Count > 0 ? SoFar(run) : Html.Empty;

    private static Html Finished(RunResults run, RunSummary summary) => Page.Keys(
    [
        Page.Key("Mean best accuracy", Quantity.Percent(summary.MeanBestAccuracy)),
        Page.Key("Mean final accuracy", Quantity.Percent(summary.MeanFinalAccuracy)),
        .. summary.MeanEvaluationLoss is { } loss ? [Page.Key("Mean evaluation loss", Quantity.Money(loss))] : Array.Empty<Html>(),
        Page.Key("Mean utility", Quantity.Money(summary.MeanUtility)),
        Page.Key("Lowest utility", Quantity.Money(summary.MinUtility)),
        .. run.Participants.Any(IsAttacker) ? [Page.Key("Attackers' income", Quantity.Money(run.Participants.Where(IsAttacker).Sum(p => p.Received)))] : Array.Empty<Html>(),
        .. summary.Incomes is { } incomes && run.Participants.Any(IsAdversary) ? [Page.Key("Adversary's income", Quantity.Money(incomes.OthersIncome)), Page.Key("Benign participant's income", Quantity.Money(incomes.BenignIncome))] : Array.Empty<Html>(),
        Page.Key("Duration", Quantity.Duration(summary.WallSeconds)),
        Page.Key("Training samples per second", Quantity.Money(summary.ImagesPerSecond)),
    ]);

    private static bool IsAttacker(ParticipantTotal p) => p.Standing.Role == "attacker";

    private static bool IsAdversary(ParticipantTotal p) => p.Standing.Role == "adversary";

    private static Html SoFar(RunResults run)
    {
        var last = RunResults.Benign(run.Rounds[^1]).ToArray();
        var benign = run.Participants.Where(p => p.Standing.IsBenign).ToArray();
        return Page.Keys(
            Page.Key("Mean best accuracy so far", Quantity.Percent(last.Select(p => p.BestAccuracy).DefaultIfEmpty().Average())),
            Page.Key("Mean accuracy now", Quantity.Percent(RunResults.MeanAccuracy(run.Rounds[^1]))),
            Page.Key("Mean utility so far", Quantity.Money(benign.Select(p => p.Utility).DefaultIfEmpty().Average())),
            Page.Key("Lowest utility so far", Quantity.Money(benign.Select(p => p.Utility).DefaultIfEmpty().Min())));
    }
}
