namespace Ipfl.Agent;

/// <summary>All rounds of a state folder. A round's progress is on disk before anything is done that builds on it.</summary>
public sealed class RoundJournal(AgentFolder folder)
{
    private readonly Lazy<SortedDictionary<int, RoundProgress>> _rounds = new(() => Load(folder));

    /// <summary>A round's progress; null before the model is trained.</summary>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public RoundProgress? Find(int round) => _rounds.Value.GetValueOrDefault(round);

    /// <summary>All rounds that have begun, the first one first.</summary>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public IReadOnlyList<RoundProgress> All() => [.. _rounds.Value.Values];

    /// <summary>What was taken off the journal: what had happened to a round before the server forgot it.</summary>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    internal IEnumerable<RoundProgress> Forgotten() => Directory.Exists(folder.Rounds)
        ? Directory.EnumerateDirectories(folder.Rounds).SelectMany(path => new RoundFiles(path).Forgotten())
        : [];

    /// <summary>The last round before <paramref name="round"/> whose upload counts: training goes on from there. Null where there is none.</summary>
    internal RoundProgress? Base(int round) => All().LastOrDefault(progress => progress.Round < round && progress.Counts);

    /// <summary>Keeps a round's progress.</summary>
    internal RoundProgress Keep(RoundProgress progress)
    {
        StateJson.Write(folder.Round(progress.Round).Progress, progress);
        return _rounds.Value[progress.Round] = progress;
    }

    /// <summary>Takes a round off the journal; what is known of it is kept beside.</summary>
    internal void SetAside(int round)
    {
        folder.Round(round).SetAside();
        File.Delete(folder.Round(round).Progress);
        _rounds.Value.Remove(round);
    }

    /// <summary>Removes the models of rounds that nothing builds on any more: those before the base of <paramref name="round"/>.</summary>
    internal void RemoveOldModels(int round)
    {
        var first = Base(round)?.Round ?? round;
        foreach (var old in All().Where(progress => progress.Round < round && progress.Round != first && progress.IsOver)) folder.Round(old.Round).RemoveModels();
    }

    /// <summary>A folder's one agent reads its files once: what it writes later it knows.</summary>
    private static SortedDictionary<int, RoundProgress> Load(AgentFolder folder)
    {
        var rounds = new SortedDictionary<int, RoundProgress>();
        if (!Directory.Exists(folder.Rounds)) return rounds;
        foreach (var path in Directory.EnumerateDirectories(folder.Rounds))
            if (StateJson.Find<RoundProgress>(new RoundFiles(path).Progress) is { } progress) rounds[progress.Round] = progress;
        return rounds;
    }
}
