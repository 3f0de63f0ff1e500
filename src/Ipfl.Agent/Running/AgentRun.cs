using Ipfl.Data;
using Ipfl.Protocol.V1;

namespace Ipfl.Agent;

/// <summary>
/// Takes part in a market, round after round, until the market closes or the participant has left. A run that is killed at any moment goes
/// on where it was: nothing is trained or uploaded twice.
/// </summary>
public static class AgentRun
{
    /// <summary>Runs to the end of the market.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="observer">Is told everything.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops; the same again goes on.</param>
    /// <param name="keeper">The words that start a <see cref="TrainerKeeper"/>, with which a trainer of one's own ends even with a killed agent; null is none.</param>
    /// <returns>What all rounds brought.</returns>
    /// <exception cref="InvalidDataException">Configuration, data or state are wrong, or do not suit the market.</exception>
    /// <exception cref="IOException">A file is missing, or the server refuses this agent's key.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public static async Task<AgentSummary> RunAsync(AgentConfig config, IAgentObserver observer, TimeProvider time, CancellationToken cancellation, IReadOnlyList<string>? keeper = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(observer);
        var folder = new AgentFolder(config.StateFolder);
        var enrolment = Enrolment.Read(folder);
        var data = config.Data.Set is null ? null : LocalData.Load(config.Data, config.Path);
        var records = config.Data.Records is { } files ? OwnRecords.Read(files.Train, files.Test) : null;
        using var hold = folder.Hold();
        folder.RemoveLeftovers();
        using var connection = MarketConnection.Open(enrolment.Server, enrolment.TlsKey, AgentKey.Read(folder), CallPatience.Endless(config.Network), time);
        var session = new AgentSession(config, folder, enrolment, connection.Calls, observer)
        {
            Noise = new SecretNoise(),
            Trainer = terms => Trainer(config, terms, enrolment.Number, data, records, keeper ?? []),
        };
        return await session.RunAsync(cancellation);
    }

    private static ILocalTrainer Trainer(AgentConfig config, Terms terms, int number, LocalData? data, OwnRecords? records, IReadOnlyList<string> keeper)
    {
        var share = MarketImport.HeldOut(terms, config);
        var own = data?.HoldingOut(share, (terms.Training ?? new()).Seed, number);
        return config switch
        {
            { Trainer.Command: not null } => new CommandTrainer(config, terms, number, keeper) { TrainingSamples = own?.Samples.Length, ClassShares = own?.ClassShares() },
            { BaseModel: { } model } => new AdapterLocalTrainer(terms, model, records!, number, share),
            _ => new BuiltInTrainer(terms, own!, number, config.Trainer.Threads ?? Environment.ProcessorCount),
        };
    }
}
