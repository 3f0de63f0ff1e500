using Ipfl.Learning;
using Ipfl.Market;

namespace Ipfl.Simulation;

/// <summary>What has happened so far in a run, as the result files tell it.</summary>
internal sealed class RunHistory(Experiment experiment)
{
    private readonly List<RoundRecord> _rounds = [];
    private readonly List<RoundTimings> _timings = [];

    /// <summary>How many rounds there were.</summary>
    public int Rounds => _rounds.Count;

    /// <summary>Puts a round's results together; the best accuracies come from what was added before.</summary>
    public RoundRecord Compose(int round, LocalResult[] training, Accuracies accuracies, double[,] graph, Outcome outcome)
    {
        var participants = experiment.Ids.Select((id, i) => new ParticipantRound(
            id,
            accuracies.Personal[i],
            Math.Max(accuracies.Personal[i], _rounds.Count == 0 ? 0 : _rounds[^1].Participants[i].BestAccuracy),
            accuracies.General[i],
            training[i].MeanLoss,
            outcome.Accounts[i].Gain,
            outcome.Accounts[i].Paid,
            outcome.Accounts[i].Received,
            outcome.Accounts[i].SharingCost,
            outcome.Accounts[i].Utility));
        var edges = outcome.Edges.Select(edge => new EdgeRecord(
            experiment.Ids[edge.Buyer], experiment.Ids[edge.Seller], graph[edge.Buyer, edge.Seller], edge.Payment));
        return new(round, [.. participants], [.. edges], outcome.SocialWelfare, outcome.DistancePenalty, outcome.Objective);
    }

    public void Add(RoundRecord record) => _rounds.Add(record);

    public void Add(RoundTimings timings) => _timings.Add(timings);

    public RunSummary Summarise()
    {
        var config = experiment.Config;
        ParticipantSummary[] participants = [.. experiment.Ids.Select(Summarise)];
        return new(
            config.Task.Id,
            experiment.Algorithm.Name,
            experiment.Algorithm.Trades ? config.Market.Mechanism.Name : "none",
            config.Seed,
            _rounds.Count,
            participants.Average(p => p.BestAccuracy),
            participants.Average(p => p.FinalAccuracy),
            participants.Average(p => p.Utility),
            participants.Min(p => p.Utility),
            participants,
            experiment.Data.ClassNames,
            _timings.Sum(t => t.TrainSeconds + t.EvaluateSeconds + t.MarketSeconds + t.AggregateSeconds + t.CheckpointSeconds),
            _timings.Sum(t => t.TrainSeconds) is var seconds && seconds > 0 ? _timings.Sum(t => t.Images) / seconds : 0,
            experiment.Data.Embedded);
    }

    private ParticipantSummary Summarise(string id, int i)
    {
        double Sum(Func<ParticipantRound, double> money) => _rounds.Sum(round => money(round.Participants[i]));
        return new(
            id,
            experiment.Partition.Participants[i].Length,
            experiment.LabelCounts[i],
            _rounds[^1].Participants[i].BestAccuracy,
            _rounds[^1].Participants[i].Accuracy,
            Sum(p => p.Gain),
            Sum(p => p.Paid),
            Sum(p => p.Received),
            Sum(p => p.Cost),
            Sum(p => p.Utility));
    }
}
