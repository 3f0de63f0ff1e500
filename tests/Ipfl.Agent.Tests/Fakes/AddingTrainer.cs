using Ipfl.Protocol.V1;

namespace Ipfl.Agent.Tests;

/// <summary>Training that can be followed by hand: every number becomes that of the start, plus its round, plus a thousandth of the centre's.</summary>
internal sealed class AddingTrainer(Terms terms) : ILocalTrainer
{
    /// <summary>How often each round was trained to the end.</summary>
    public Dictionary<int, int> Trained { get; } = [];

    /// <summary>What training of a round does in place of its work.</summary>
    public Func<int, Exception?> Failure { get; set; } = _ => null;

    public List<LocalRound> Rounds { get; } = [];

    /// <summary>How often each round's centre was judged to the end.</summary>
    public Dictionary<int, int> Tried { get; } = [];

    /// <summary>The losses of a round's trial: own, then the centre's; null where there is no judgement.</summary>
    public Func<int, (double Own, double Centre)?> Losses { get; set; } = round => (0.5, round == 1 ? 0.25 : 0.75);

    public List<LocalTrial> Trials { get; } = [];

    public int? TrainingSamples { get; init; } = 120;

    public IReadOnlyList<double>? ClassShares { get; init; } = [0.25, 0.75];

    public Task<LocalMeasures> TrainAsync(LocalRound round, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Failure(round.Round) is { } failure) throw failure;
        Rounds.Add(round);
        var layout = new TensorLayout(terms.Tensors);
        var model = layout.Read(round.Start);
        var centre = round.Centre is null ? new float[model.Length] : layout.Read(round.Centre);
        for (var i = 0; i < model.Length; i++) model[i] += round.Round + centre[i] / 1000;
        layout.Write(round.Trained, model);
        Trained[round.Round] = Trained.GetValueOrDefault(round.Round) + 1;
        return Task.FromResult(new LocalMeasures(0.5 + round.Round / 100.0, 1.0 / round.Round));
    }

    public Task<TrialLosses> TryAsync(LocalTrial trial, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Losses(trial.Round) is not { } losses) throw new TrainerFailedException("no judge today");
        Trials.Add(trial);
        Tried[trial.Round] = Tried.GetValueOrDefault(trial.Round) + 1;
        return Task.FromResult(new TrialLosses(13, losses.Own, losses.Centre));
    }
}
