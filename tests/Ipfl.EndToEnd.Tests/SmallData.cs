namespace Ipfl.EndToEnd.Tests;

/// <summary>A data folder with a small part of every set that is among the real data, and a made-up FEMNIST, which is not.</summary>
internal static class SmallData
{
    private const int CifarRows = 300;
    private const int CifarRow = 3073;
    private const int Speakers = 24;
    private const int SpeechLength = 300;
    private const int Every = 24;

    public static string Write(TemporaryFolder folder, TemporaryFolder leaf)
    {
        foreach (var set in Directory.GetDirectories(SharedFolder.Data("")))
        {
            var copy = Directory.CreateDirectory(folder.File(Path.GetFileName(set))).FullName;
            if (Path.GetFileName(set) == "shakespeare") CopySpeeches(set, copy);
            else if (Directory.GetFiles(set, "*_batch*.bin") is { Length: > 0 } batches) CopyRows(batches, copy);
            else if (Directory.GetDirectories(set).Length > 0) CopySome(set, copy);
        }

        Simulation.Tests.SmallLeaf.WriteFemnist(leaf, users: 40);
        Directory.CreateSymbolicLink(folder.File("femnist"), leaf.Path);
        return folder.Path;
    }

    /// <summary>The beginning of a long speech each of some speakers.</summary>
    private static void CopySpeeches(string set, string copy)
    {
        var speeches = File.ReadAllText(Path.Combine(set, "input.txt")).Split("\n\n").Where(speech => speech.Length >= SpeechLength);
        File.WriteAllText(Path.Combine(copy, "input.txt"), string.Join("\n\n", speeches.DistinctBy(speech => speech.Split(':')[0]).Take(Speakers).Select(speech => speech[..SpeechLength])) + "\n");
    }

    private static void CopyRows(string[] batches, string copy)
    {
        foreach (var batch in batches) File.WriteAllBytes(Path.Combine(copy, Path.GetFileName(batch)), File.ReadAllBytes(batch)[..(CifarRows * CifarRow)]);
    }

    private static void CopySome(string set, string copy)
    {
        foreach (var folder in Directory.GetDirectories(set, "*", SearchOption.AllDirectories))
        {
            var target = Directory.CreateDirectory(Path.Combine(copy, Path.GetRelativePath(set, folder))).FullName;
            foreach (var file in Directory.GetFiles(folder).Order(StringComparer.Ordinal).Where((_, i) => i % Every == 0)) File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }
    }
}
