namespace Ipfl.Data;

/// <summary>A user's own records: each file, and each folder of files, is one participant, named after it.</summary>
internal static class OwnFolder
{
    private const string TestSuffix = "_test";

    private const string TrainSuffix = "_train";

    private const string Test = "test";

    /// <summary>The participants in ordinal order of their names.</summary>
    /// <exception cref="IOException">There is none.</exception>
    /// <exception cref="InvalidDataException">A name belongs to several, or a test file to nobody.</exception>
    public static SourceFiles[] List(DataSetFolder folder)
    {
        var location = folder.Location;
        var sources = FromFiles(location).Concat(RecordFiles.Folders(location).Select(FromFolder)).OrderBy(source => source.Name, StringComparer.Ordinal).ToArray();
        for (var i = 1; i < sources.Length; i++)
            if (sources[i].Name == sources[i - 1].Name) throw RecordFiles.Twice(location, sources[i - 1].Train[0], sources[i].Train[0]);
        return sources.Length > 0 ? sources : throw folder.Missing($"a file or folder of records ({InstructionFile.Allowed})");
    }

    private static IEnumerable<SourceFiles> FromFiles(string location)
    {
        var files = RecordFiles.In(location).ToLookup(InstructionFile.IsTest);
        var tests = files[true].ToList();
        foreach (var path in files[false])
        {
            var name = Without(Stem(path), TrainSuffix);
            var own = tests.Where(test => Without(Stem(test), TestSuffix) == name).ToArray();
            if (own.Length > 1) throw RecordFiles.Twice(location, own[0], own[1]);
            foreach (var test in own) tests.Remove(test);
            yield return new(name, [path], own);
        }

        if (tests.FirstOrDefault() is { } stray)
        {
            var owner = Without(Stem(stray), TestSuffix) is var name && name == Test ? "X" : name;
            throw new InvalidDataException($"{stray} is the test set of nobody; allowed is {owner}_test beside {owner} or {owner}_train");
        }
    }

    private static SourceFiles FromFolder(string folder)
    {
        var files = RecordFiles.In(folder).ToLookup(InstructionFile.IsTest);
        if (!files[false].Any()) throw new InvalidDataException($"{folder} has test records only; needed are files to train on beside them");
        return new(Path.GetFileName(folder), [.. files[false]], [.. files[true]]);
    }

    private static string Stem(string path) => Path.GetFileNameWithoutExtension(path);

    private static string Without(string stem, string suffix) =>
        stem.Length > suffix.Length && stem.EndsWith(suffix, StringComparison.Ordinal) ? stem[..^suffix.Length] : stem;
}
