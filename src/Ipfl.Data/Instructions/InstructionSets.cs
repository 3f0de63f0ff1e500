namespace Ipfl.Data;

/// <summary>The sets of instruction records that tasks can train on.</summary>
public static class InstructionSets
{
    /// <summary>The name of a user's own records.</summary>
    public const string Own = "instruct";

    /// <summary>The seed by which a run holds out test records: the same for every seed of the run, as the test sets of other data are.</summary>
    public const long HeldOutSeed = 0;

    private static readonly NamedSource Nwgi = new("nwgi", Holders: 2, Samples: 200);

    private static readonly Dictionary<string, NamedSource[]> Named = new(StringComparer.Ordinal)
    {
        ["mixed-finance"] = [new("fiqa", Holders: 2, Samples: 200), new("tfns", Holders: 2, Samples: 200), Nwgi],
        ["code-finance"] = [new("codealpaca", Holders: 5, Samples: 500, HasSplit: false), Nwgi with { Holders = 3 }],
    };

    /// <summary>Every set, in the order in which lists show them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Named.Keys, Own];

    /// <summary>How many participants a set has unless another number is asked for; null where its files say.</summary>
    /// <exception cref="InvalidDataException">There is no such set.</exception>
    public static int? ParticipantsOf(string name) => Find(name)?.Sum(source => source.Holders);

    /// <summary>Loads a set.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="dataDir">The set's folder, or one that holds it as <c>instruct</c>.</param>
    /// <param name="participants">
    /// How many participants; null for the set's own number. Those of a named set are dealt to its sources in turn, and sources that
    /// nobody holds are left out; one's own records have as many as files.
    /// </param>
    /// <param name="seed">Chooses the records that are held out for the test where a source has no test records of its own.</param>
    /// <exception cref="IOException">A folder or file is missing; the message says how to get it.</exception>
    /// <exception cref="InvalidDataException">There is no such set, a file is damaged, or the number of participants does not fit.</exception>
    public static InstructionDataSet Load(string name, string? dataDir, int? participants, long seed)
    {
        if (participants < 1) throw new InvalidDataException($"participants is {participants}; allowed are 1 or more");
        var named = Find(name);
        var folder = DataSetFolder.Open(dataDir, name);
        return named is null ? LoadOwn(folder, participants, seed) : LoadNamed(name, named, folder, participants ?? ParticipantsOf(name)!.Value, seed);
    }

    private static NamedSource[]? Find(string name) => name == Own
        ? null
        : Named.GetValueOrDefault(name) ?? throw new InvalidDataException($"unknown set of instruction records '{name}'; known are {string.Join(", ", Names)}");

    private static InstructionDataSet LoadNamed(string name, NamedSource[] sources, DataSetFolder folder, int participants, long seed)
    {
        int[] dealt = [.. NamedSource.Deal(sources, participants)];
        int[] held = [.. dealt.Distinct().Order()];
        var holders = dealt.Select((source, i) => new InstructionHolder(
            $"{sources[source].Name}-{dealt.Take(i + 1).Count(other => other == source)}", Array.IndexOf(held, source), sources[source].Samples));
        return Assemble(name, [.. held.Select(source => sources[source].Find(folder))], [.. holders], seed);
    }

    private static InstructionDataSet LoadOwn(DataSetFolder folder, int? participants, long seed)
    {
        var files = OwnFolder.List(folder);
        if (participants is { } asked && asked != files.Length)
            throw new InvalidDataException($"participants is {asked}, but {folder.Location} has records of {files.Length}: {Listed(files)}; allowed is {files.Length}");
        return Assemble(Own, files, [.. files.Select((source, i) => new InstructionHolder(source.Name, i, null))], seed);
    }

    private static string Listed(SourceFiles[] files) =>
        string.Join(", ", files.Take(8).Select(file => file.Name)) + (files.Length > 8 ? ", …" : "");

    private static InstructionDataSet Assemble(string name, SourceFiles[] files, InstructionHolder[] holders, long seed)
    {
        var (train, test) = (new List<InstructionRecord>(), new List<InstructionRecord>());
        var sources = new List<InstructionSource>();
        foreach (var source in files)
        {
            var (more, tests) = source.Read(sources.Count, seed);
            sources.Add(new(source.Name, new(source.Name, train.Count, more.Count), new(source.Name, test.Count, tests.Count)));
            train.AddRange(more);
            test.AddRange(tests);
        }

        return new(name, train, test, sources, holders);
    }
}
