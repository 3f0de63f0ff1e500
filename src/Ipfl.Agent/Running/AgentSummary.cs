using System.Globalization;

namespace Ipfl.Agent;

/// <summary>What all rounds brought, by the participant's report; money is what was really paid.</summary>
/// <param name="Rounds">Rounds that counted.</param>
/// <param name="MeanGain">Mean of G over these rounds.</param>
/// <param name="Paid">What was paid for models, in currency units.</param>
/// <param name="Received">What was received for the own model.</param>
/// <param name="Utility">Sum of the rounds' utilities.</param>
public sealed record AgentSummary(int Rounds, double MeanGain, double Paid, double Received, double Utility)
{
    /// <summary>Centres that were tried and used.</summary>
    public int Used { get; init; }

    /// <summary>Centres that were tried and rejected, which cost nothing.</summary>
    public int Rejected { get; init; }

    /// <summary>Mean over these rounds of what the trials make of the gain.</summary>
    public double MeanRealisedGain { get; init; }

    /// <summary>Adds up what the state folder knows.</summary>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static AgentSummary Of(RoundJournal journal)
    {
        ArgumentNullException.ThrowIfNull(journal);
        RoundProgress[] rounds = [.. journal.All().Where(progress => progress.Step == RoundStep.Done)];
        RoundResult[] results = [.. rounds.Select(progress => progress.Result!)];
        return new(
            results.Length,
            results.Length == 0 ? 0 : results.Average(result => result.Gain),
            Sum(results.Where(result => result.State == BoughtState.Posted).SelectMany(result => result.Bought)),
            Sum(results.SelectMany(result => result.Sold)),
            results.Sum(result => result.Utility))
        {
            Used = rounds.Count(progress => progress.Decision is { IsUsed: true, Losses: not null }),
            Rejected = rounds.Count(progress => progress.Decision is { IsUsed: false }),
            MeanRealisedGain = results.Length == 0 ? 0 : results.Average(result => result.RealisedGain),
        };
    }

    private static double Sum(IEnumerable<TradeWith> trades) => (double)trades.Sum(trade => decimal.Parse(trade.Amount, CultureInfo.InvariantCulture));

    /// <summary>The summary in one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Counted.Of(Rounds, "round")}, mean gain {MeanGain:F3}, paid {Paid:F3}, received {Received:F3}, utility {Utility:F3}{(Used + Rejected > 0 ? $"; of {Counted.Of(Used + Rejected, "centre")} tried {Rejected} rejected, mean realised gain {MeanRealisedGain:F3}" : "")}");
}
