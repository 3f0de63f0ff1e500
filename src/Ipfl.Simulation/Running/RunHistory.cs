namespace Ipfl.Simulation;

/// <summary>What has happened so far in a run, as the result files tell it.</summary>
internal sealed class RunHistory(Experiment experiment)
{
    private readonly List<RoundRecord> _rounds = [];
    private readonly List<RoundTimings> _timings = [];
    private readonly List<RoundAudit> _audits = [];
    private readonly Membership _membership = new(experiment);
    private readonly Dictionary<string, double> _best = [];

    /// <summary>How many rounds there were.</summary>
    public int Rounds => _rounds.Count;

    /// <summary>Puts a round's results together; the best accuracies come from what was added before.</summary>
    public RoundRecord Compose(Cohort cohort, RoundResult result)
    {
        var outcome = result.Market.Outcome!;
        var participants = cohort.Members.Zip(outcome.Accounts, (i, account) => new ParticipantRound(
            experiment.Ids[i],
            result.Accuracies.Personal[i],
            Math.Max(result.Accuracies.Personal[i], _best.GetValueOrDefault(experiment.Ids[i])),
            result.Accuracies.General[i],
            result.Training[i].MeanLoss,
            account.Gain,
            account.Paid,
            account.Received,
            account.SharingCost,
            account.Utility)
        {
            Role = ParticipantGroup.NameUnlessHonest(experiment.Participants[i].Role),
            Diverged = result.Training[i].Diverged,
            EvaluationLoss = result.Accuracies.Losses?[i],
        });
        var record = new RoundRecord(
            cohort.Round + 1, [.. participants], EdgeRecords.Of(result.Market, result.Graph), outcome.SocialWelfare, outcome.DistancePenalty, outcome.Objective);
        return result.Worth is null ? record : WorthTotals.AddTo(record, result.Worth);
    }

    /// <summary>Those who take part in the round that is due.</summary>
    public Cohort Next() => _membership.Next();

    /// <summary>Adds a round of those who were due.</summary>
    public void Add(RoundRecord record)
    {
        _rounds.Add(record);
        _membership.Close(record);
        foreach (var participant in record.Participants) _best[participant.Id] = participant.BestAccuracy;
    }

    public void Add(RoundTimings timings) => _timings.Add(timings);

    /// <summary>The first round whose audit was not added.</summary>
    public RoundRecord NextAudited => _rounds[_audits.Count];

    public void Add(RoundAudit audit) => _audits.Add(audit);

    public RunSummary Summarise()
    {
        var config = experiment.Config;
        var end = experiment.Population.At(_rounds.Count - 1);
        var rounds = _rounds.SelectMany(round => round.Participants).ToLookup(p => p.Id, StringComparer.Ordinal);
        ParticipantSummary[] participants = [.. end.Participants.Select((participant, i) => Summarise(participant, end.Partition.Participants[i], [.. rounds[participant.Id]]))];
        ParticipantSummary[] benign = [.. participants.Where((_, i) => experiment.Participants[i].IsBenign)];
        var groups = ParticipantGroup.Of(participants);
        return WorthTotals.AddTo(new(
            experiment.Own.Data ?? config.Task.Id,
            experiment.Algorithm.Name,
            experiment.MechanismName,
            config.Seed,
            _rounds.Count,
            benign.Average(p => p.BestAccuracy),
            benign.Average(p => p.FinalAccuracy),
            benign.Average(p => p.Utility),
            benign.Min(p => p.Utility),
            participants,
            experiment.Workload.ClassNames,
            _timings.Sum(t => t.TrainSeconds + t.EvaluateSeconds + t.MarketSeconds + t.AggregateSeconds + t.CheckpointSeconds + (t.AuditSeconds ?? 0) + (t.WorthSeconds ?? 0)),
            _timings.Sum(t => t.TrainSeconds) is var seconds && seconds > 0 ? _timings.Sum(t => t.Images) / seconds : 0,
            experiment.Workload.Embedded)
        {
            Data = experiment.Workload.Facts,
            Build = Provenance.OfThisBuild,
            Own = experiment.Own.IsAny ? experiment.Own : null,
            MeanEvaluationLoss = benign.Average(p => p.EvaluationLoss),
            Groups = groups.Count > 1 ? groups : null,
            Incomes = IncomeSummary.Of(participants, benign, _rounds),
            Audit = config.AuditsRounds ? AuditSummary.Of(_audits) : null,
        }, _rounds);
    }

    private ParticipantSummary Summarise(Participant participant, int[] samples, ParticipantRound[] rounds)
    {
        double Sum(Func<ParticipantRound, double> money) => rounds.Sum(money);
        return new(
            participant.Id,
            samples.Length,
            experiment.Workload.LabelCounts(samples),
            rounds[^1].BestAccuracy,
            rounds[^1].Accuracy,
            Sum(p => p.Gain),
            Sum(p => p.Paid),
            Sum(p => p.Received),
            Sum(p => p.Cost),
            Sum(p => p.Utility))
        {
            Type = participant.Kind,
            Role = ParticipantGroup.NameOf(participant.Role),
            Holder = participant.Holder == participant.Id ? null : participant.Holder,
            Rounds = rounds.Length,
            EvaluationLoss = rounds[^1].EvaluationLoss,
            RealisedGain = Array.TrueForAll(rounds, p => p.RealisedGain is not null) ? rounds.Sum(p => p.RealisedGain) : null,
            Regret = experiment.Config.AuditsRounds ? AuditSummary.SumOf(participant.Id, _audits) : null,
        };
    }
}
