namespace Ipfl.Agent;

/// <summary>One round of local training.</summary>
/// <param name="Round">From 1.</param>
/// <param name="Start">The model to begin with: a safetensors file.</param>
/// <param name="Centre">The centre that the local loss pulls towards: a safetensors file; null for no pull.</param>
/// <param name="PullWeight">λ/η, or 2λ where adapters are traded: the loss gains PullWeight/2 · ‖θ − centre‖².</param>
/// <param name="Work">A folder to work in, empty.</param>
internal sealed record LocalRound(int Round, string Start, string? Centre, double PullWeight, string Work)
{
    /// <summary>Where the trained model goes.</summary>
    public string Trained => Path.Combine(Work, "trained.safetensors");

    /// <summary>The folder in which a trainer of adapters leaves the same as other tools load it.</summary>
    public string Adapter => Path.Combine(Work, "adapter");
}

/// <summary>A centre on trial: is the model that was bought better than one's own?</summary>
/// <param name="Round">The round that it was bought in, from 1.</param>
/// <param name="Own">The model that the round trained: a safetensors file.</param>
/// <param name="Centre">The centre: a safetensors file.</param>
/// <param name="Work">A folder to work in, empty.</param>
internal sealed record LocalTrial(int Round, string Own, string Centre, string Work);

/// <summary>Trains the participant's model, and judges centres on samples that it never trains on.</summary>
internal interface ILocalTrainer
{
    /// <summary>How many samples it trains on; null where only its program knows.</summary>
    int? TrainingSamples { get; }

    /// <summary>The share of each class among them; null where there are no classes, or only its program knows.</summary>
    IReadOnlyList<double>? ClassShares { get; }

    /// <summary>Trains, and writes the model to <see cref="LocalRound.Trained"/>.</summary>
    /// <exception cref="TrainerFailedException">There is no model this time.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    Task<LocalMeasures> TrainAsync(LocalRound round, CancellationToken cancellation);

    /// <summary>Judges both models on the held-out samples; nothing is trained.</summary>
    /// <exception cref="TrainerFailedException">There is no judgement: the trainer knows no trials, or failed.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    Task<TrialLosses> TryAsync(LocalTrial trial, CancellationToken cancellation);
}

/// <summary>A round's training or trial failed; the next round may go well. The message is one line.</summary>
internal sealed class TrainerFailedException(string message, Exception? inner = null) : Exception(message, inner);
