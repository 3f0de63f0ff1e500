namespace Ipfl.Learning;

/// <summary>
/// Trains participants' adapters of one frozen model with AdamW, whose moments begin at zero in every round. On the processor participants train
/// side by side, one to a worker thread, so results do not depend on the number of threads; on a GPU they take turns.
/// </summary>
public sealed class AdapterTrainer
{
    private readonly AdapterArchitecture _architecture;
    private readonly int _threads;
    private readonly bool _checkpoints;

    /// <summary>A trainer of one adapter architecture.</summary>
    /// <param name="architecture">The adapter and its frozen model, which stay the caller's.</param>
    /// <param name="threads">Worker threads on the processor.</param>
    /// <param name="checkpoints">Whether layers are computed again for their gradients: less memory, more work, equal results.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one thread.</exception>
    public AdapterTrainer(AdapterArchitecture architecture, int threads, bool checkpoints)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _architecture = architecture;
        _threads = architecture.Model.Device.type == TorchSharp.DeviceType.CPU ? threads : 1;
        _checkpoints = checkpoints;
    }

    /// <summary>Trains every participant in place and reports each one as it ends; results count records where others count images.</summary>
    /// <inheritdoc cref="ITrainer.Train"/>
    public LocalResult[] Train(AdapterRound round, Action<int>? finished, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(round);
        TrainingChecks.Check(round, _architecture, round.Records.Count);
        CheckRecords(round.Records, _architecture.Model.Config.VocabularySize);
        var results = new LocalResult[round.Partition.Participants.Count];
        var gate = new Lock();
        var trained = round.Trained ?? [.. Enumerable.Range(0, results.Length)];
        WorkerThreads.Run(_threads, trained.Count, () => new LocalAdamW(_architecture, _checkpoints), (optimiser, item) =>
        {
            var participant = trained[item];
            results[participant] = Train(round, participant, optimiser, cancellation);
            lock (gate)
            {
                finished?.Invoke(participant);
            }
        });
        return results;
    }

    private static void CheckRecords(IReadOnlyList<TokenisedRecord> records, int vocabulary)
    {
        for (var i = 0; i < records.Count; i++)
        {
            var (tokens, start) = (records[i].Tokens, records[i].AnswerStart);
            if (start < 1 || start >= tokens.Length)
                throw new ArgumentException($"record {i} of {tokens.Length} tokens has an answer from {start} on; prompt and answer have at least one each", nameof(records));
            if (tokens.AsSpan().IndexOfAnyExceptInRange(0, vocabulary - 1) is >= 0 and var at)
                throw new ArgumentException($"record {i} has token {tokens[at]}; the model has tokens 0 to {vocabulary - 1}", nameof(records));
        }
    }

    private static LocalResult Train(AdapterRound round, int participant, LocalAdamW optimiser, CancellationToken cancellation)
    {
        using var model = round.Models.select(0, participant).DetachFromDisposeScope();
        using var before = round.RestoresDiverged ? model.clone().DetachFromDisposeScope() : null;
        var term = round.WithoutTerm.Contains(participant) ? null : round.Term;
        using var centre = term?.CentreOf(participant).DetachFromDisposeScope();
        optimiser.Begin(model, centre is null ? null : (term!, centre), Draws.Dropout(round, participant));

        var (options, outcome) = (round.Options, new LocalOutcome(round, participant));
        var walk = new BatchWalk(round.Partition.Participants[participant], options.BatchSize, Draws.Batches(round, participant));
        for (var step = 0; step < options.Steps && !outcome.HasDiverged; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            TokenisedRecord[] records = [.. walk.Next().ToArray().Select(sample => round.Records[sample])];
            outcome.Add(records.Length, optimiser.Step(records, options.LearningRate, options.WeightDecay));
        }

        var result = outcome.End(outcome.HasDiverged || model.Floats().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) < 0);
        if (result.Diverged) before!.Floats().CopyTo(model.Floats());
        return result;
    }
}
