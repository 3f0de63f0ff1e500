using Ipfl.Protocol;

namespace Ipfl.Simulation.Tests.Running;

/// <summary>Files that no kill leaves behind are answered with one line that names them, and nothing is changed.</summary>
public sealed class DamagedFolderTests(ReferenceRun reference) : IClassFixture<ReferenceRun>, IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(-1)]
    public void A_cut_checkpoint_is_refused(int length)
    {
        var folder = Killed();
        var bytes = File.ReadAllBytes(folder.Checkpoint);
        File.WriteAllBytes(folder.Checkpoint, bytes[..(length < 0 ? bytes.Length + length : length)]);
        AssertRefused(folder, folder.Checkpoint);
    }

    [Fact]
    public void A_checkpoint_of_another_federation_is_refused()
    {
        var (folder, other) = (Killed(), new RunFolder(_temporary.File("other")));
        SmallFederation.Start(other, ("participants", 5L), ("rounds", 2L));
        File.Copy(other.Checkpoint, folder.Checkpoint, overwrite: true);
        Assert.Contains("models is F32 [5, ", AssertRefused(folder, folder.Checkpoint), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_in_place_of_a_checkpoint_is_refused()
    {
        var folder = Killed();
        File.Copy(reference.Whole.Model("p0"), folder.Checkpoint, overwrite: true);
        AssertRefused(folder, folder.Checkpoint);
    }

    [Theory]
    [InlineData("roundsDone", "two")]
    [InlineData("roundsDone", "-1")]
    [InlineData("roundsDone", "1.5")]
    [InlineData("roundsDone", "5")]
    [InlineData("roundsDone", "99999999999")]
    [InlineData("roundsDone", null)]
    [InlineData("proximalWeight", "heavy")]
    [InlineData("proximalWeight", "NaN")]
    [InlineData("proximalWeight", null)]
    public void A_checkpoint_with_odd_metadata_is_refused(string key, string? value)
    {
        var folder = Killed();
        Rewrite(folder.Checkpoint, key, value);
        var message = AssertRefused(folder, folder.Checkpoint);
        if (key == "proximalWeight" || value is null) Assert.Contains(key, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(2, "{\"round\":2}")]
    [InlineData(1, "nonsense")]
    [InlineData(2, "null")]
    [InlineData(2, "{\"round\":1,\"participants\":[],\"edges\":[],\"socialWelfare\":0,\"distancePenalty\":0,\"objective\":0}")]
    [InlineData(2, "{\"round\":2,\"participants\":[],\"edges\":[],\"socialWelfare\":0,\"distancePenalty\":0,\"objective\":0}")]
    public void A_damaged_line_of_rounds_is_refused_by_its_number(int line, string text)
    {
        var folder = Killed();
        var lines = File.ReadAllLines(folder.Rounds);
        lines[line - 1] = text;
        File.WriteAllLines(folder.Rounds, lines);
        Assert.Contains($"line {line} ", AssertRefused(folder, folder.Rounds), StringComparison.Ordinal);
    }

    [Fact]
    public void Fewer_lines_than_the_checkpoint_has_rounds_are_refused()
    {
        var folder = Killed();
        File.WriteAllLines(folder.Rounds, File.ReadLines(folder.Rounds).Take(1).ToArray());
        Assert.EndsWith("found 1 whole lines; the checkpoint needs 2", AssertRefused(folder, folder.Rounds), StringComparison.Ordinal);

        folder = Killed("missing");
        File.Delete(folder.Timings);
        Assert.EndsWith("found 0 whole lines; the checkpoint needs 2", AssertRefused(folder, folder.Timings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"participants\": [[0], [1], [2]]}")]
    [InlineData("{\"participants\": [[0], [1], [2], [300]]}")]
    [InlineData("{")]
    public void A_damaged_partition_is_refused(string text)
    {
        var folder = Killed();
        File.WriteAllText(folder.Partition, text);
        AssertRefused(folder, folder.Partition);
    }

    [Fact]
    public void A_damaged_configuration_is_refused()
    {
        var folder = Killed();
        File.AppendAllText(folder.Config, "[market\n");
        AssertRefused(folder, folder.Config);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"task\": \"demo\"")]
    public void A_damaged_summary_is_refused(string text)
    {
        var folder = Killed();
        File.WriteAllText(folder.Summary, text);
        Assert.StartsWith($"{folder.Summary}: damaged at line ", Message.Of(() => folder.ReadSummary()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_run_cannot_be_reopened() => Assert.Equal(
        $"{_temporary.Path}: holds no run; it has no config.toml",
        Message.Of(() => Experiment.Reopen(new RunFolder(_temporary.Path), SmallFederation.Data)));

    [Fact]
    public void An_unfinished_run_has_no_summary() =>
        Assert.Contains("is not finished; continue it with --resume", Message.Of(() => Killed().ReadSummary()), StringComparison.Ordinal);

    private static string AssertRefused(RunFolder folder, string file)
    {
        var before = Snapshot(folder);
        var message = Message.Of(() => SmallFederation.Resume(folder));
        Assert.StartsWith(file, message, StringComparison.Ordinal);
        Assert.Equal(before, Snapshot(folder));
        return message;
    }

    private static string[] Snapshot(RunFolder folder) =>
        [.. Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Order().Select(f => $"{f} {Convert.ToHexString(File.ReadAllBytes(f))}")];

    private static void Rewrite(string checkpoint, string key, string? value)
    {
        var writer = new SafetensorsWriter();
        using (var file = SafetensorsFile.Open(checkpoint))
        {
            foreach (var (name, old) in file.Metadata)
            {
                if (name != key) writer.AddMetadata(name, old);
                else if (value is not null) writer.AddMetadata(name, value);
            }

            foreach (var entry in file.Entries) writer.Add(entry.Name, entry.Shape, file.ReadSingles(entry.Name));
        }

        writer.WriteFile(checkpoint);
    }

    private RunFolder Killed(string name = "run") => reference.KilledAfter(2, _temporary.File(name));
}
