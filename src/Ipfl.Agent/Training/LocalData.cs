using Ipfl.Data;

namespace Ipfl.Agent;

/// <summary>The data that a participant trains and judges its model on.</summary>
/// <param name="Set">The data set.</param>
/// <param name="Samples">Which of its training samples the participant trains on, ascending.</param>
internal sealed record LocalData(ImageDataSet Set, int[] Samples)
{
    /// <summary>Those that it holds out to try centres on, ascending.</summary>
    public int[] HeldOut { get; init; } = [];

    /// <summary>The same with a share of the samples held out, as a run's participant of that number holds out its own.</summary>
    public LocalData HoldingOut(double share, long seed, int number)
    {
        var labels = Set.Train.Labels;
        var (train, held) = ValidationSplit.Split(Samples, sample => labels.Span[sample], share, seed, number);
        return this with { Samples = train, HeldOut = held };
    }

    /// <summary>The share of each class among the samples that are trained on.</summary>
    public double[] ClassShares() => Array.ConvertAll(Set.Train.LabelCounts(Samples), count => (double)count / Math.Max(1, Samples.Length));

    /// <summary>Loads what the configuration names.</summary>
    /// <exception cref="InvalidDataException">A file is damaged, or the partition has no such participant.</exception>
    /// <exception cref="IOException">A file or folder is missing.</exception>
    public static LocalData Load(DataSettings settings, string config)
    {
        var source = DataSets.Find(settings.Set!);
        if (settings.Partition is not { } file)
        {
            var whole = source.Load(settings.Folder);
            return new(whole, [.. Enumerable.Range(0, whole.Train.Count)]);
        }

        var participants = PartitionFile.CountParticipants(file);
        if (settings.Participant >= participants)
            throw new InvalidDataException($"{config}: data.participant: found {settings.Participant}; allowed is a whole number from 0 to {participants - 1}, as {file} lists {participants} participants");
        var set = source.Load(settings.Folder, participants);
        return new(set, PartitionFile.Read(file, participants, set.Train.Count).Participants[settings.Participant]);
    }
}
