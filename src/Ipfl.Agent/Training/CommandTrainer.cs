using System.Text.Json;
using Ipfl.Learning;
using Ipfl.Protocol.V1;

namespace Ipfl.Agent;

/// <summary>
/// A program of one's own that trains: it is run with a folder as its last argument. With <c>round.json</c> in it, it trains: it finds
/// <c>model.safetensors</c> and, where there is a pull, <c>centre.safetensors</c>, and writes <c>trained.safetensors</c> and, if it likes,
/// <c>metrics.json</c>. With <c>trial.json</c> it judges <c>own.safetensors</c> and <c>centre.safetensors</c>, and writes <c>losses.json</c>.
/// </summary>
internal sealed class CommandTrainer(AgentConfig config, Terms terms, int number, IReadOnlyList<string> keeper) : ILocalTrainer
{
    private readonly TrainerProgram _program = new(config, keeper);

    /// <inheritdoc/>
    public int? TrainingSamples { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<double>? ClassShares { get; init; }

    /// <inheritdoc/>
    public async Task<LocalMeasures> TrainAsync(LocalRound round, CancellationToken cancellation)
    {
        File.Copy(round.Start, In(round.Work, "model.safetensors"));
        if (round.Centre is { } centre) File.Copy(centre, In(round.Work, "centre.safetensors"));
        Tell(round.Work, "round.json", Told(round));
        await _program.RunAsync(round.Work, cancellation);
        if (!File.Exists(round.Trained)) throw new TrainerFailedException($"the trainer ended well but wrote no {Path.GetFileName(round.Trained)}");
        return TrainerMetrics.Read(In(round.Work, "metrics.json"));
    }

    /// <inheritdoc/>
    public async Task<TrialLosses> TryAsync(LocalTrial trial, CancellationToken cancellation)
    {
        File.Copy(trial.Own, In(trial.Work, "own.safetensors"));
        File.Copy(trial.Centre, In(trial.Work, "centre.safetensors"));
        var told = Named(trial.Round);
        (told["seed"], told["data"], told["trial_share"]) = ((terms.Training ?? new()).Seed, config.Data.Folder, MarketImport.HeldOut(terms, config));
        Tell(trial.Work, "trial.json", told);
        await _program.RunAsync(trial.Work, cancellation);
        return TrainerMetrics.ReadLosses(In(trial.Work, "losses.json"));
    }

    private Dictionary<string, object?> Told(LocalRound round)
    {
        var training = terms.Training ?? new TrainingTerms();
        var told = Named(round.Round);
        told["steps"] = training.Steps;
        told["batch_size"] = training.BatchSize;
        told["learning_rate"] = training.Adapter is { } decaying
            ? AdapterTuning.Rate(training.LearningRate, decaying.FinalLearningRate, round.Round - 1, terms.Rounds)
            : training.LearningRate;
        told["momentum"] = training.Momentum;
        told["weight_decay"] = training.WeightDecay;
        told["augment"] = training.Augment;
        told["pull_weight"] = round.Centre is null ? 0 : round.PullWeight;
        told["seed"] = training.Seed;
        told["data"] = config.Data.Folder;
        if (training.Adapter is { } adapter)
            (told["rank"], told["alpha"], told["dropout"], told["targets"]) = (adapter.Rank, adapter.Alpha, adapter.Dropout, adapter.Targets);
        if (MarketImport.IsMean(terms)) told["trial_share"] = MarketImport.HeldOut(terms, config);
        return told;
    }

    private Dictionary<string, object?> Named(int round) => new() { ["round"] = round, ["participant"] = number };

    private static void Tell(string work, string file, Dictionary<string, object?> told)
    {
        using var stream = File.Create(In(work, file));
        JsonSerializer.Serialize(stream, told);
    }

    private static string In(string work, string file) => Path.Combine(work, file);
}
