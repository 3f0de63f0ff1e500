namespace Ipfl.Data;

/// <summary>A published source in a named set.</summary>
/// <param name="Name">The source's name, with which its files begin.</param>
/// <param name="Holders">How many participants hold a part of it unless another number of participants is asked for.</param>
/// <param name="Samples">How many records each of them holds.</param>
/// <param name="HasSplit">Whether it comes as <c>name_train</c> and <c>name_test</c>; else it is one file.</param>
internal sealed record NamedSource(string Name, int Holders, int Samples, bool HasSplit = true)
{
    /// <summary>Finds its files.</summary>
    /// <exception cref="IOException">One is missing.</exception>
    public SourceFiles Find(DataSetFolder folder) => HasSplit
        ? new(Name, [Require(folder, $"{Name}_train")], [Require(folder, $"{Name}_test")])
        : new(Name, [Require(folder, Name)], []);

    /// <summary>The sources of the participants, one of each in turn while it has holders left, and over again.</summary>
    public static IEnumerable<int> Deal(IReadOnlyList<NamedSource> sources, int participants)
    {
        int[] pattern =
        [
            .. Enumerable.Range(0, sources.Max(source => source.Holders))
                .SelectMany(turn => Enumerable.Range(0, sources.Count).Where(source => turn < sources[source].Holders)),
        ];
        return Enumerable.Range(0, participants).Select(participant => pattern[participant % pattern.Length]);
    }

    private static string Require(DataSetFolder folder, string name) =>
        RecordFiles.FindOne(folder.Location, name)
        ?? throw folder.Missing($"{name}{InstructionFile.Extensions[0]} (or {string.Join(", ", InstructionFile.Extensions.Skip(1))})");
}
