using System.Text.Json;

namespace Ipfl.Simulation.Tests.Running;

/// <summary>Results say what made them and from what; when that was is in a file of its own, so that equal runs have equal files.</summary>
public sealed class ProvenanceTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void A_run_tells_its_build_and_its_data()
    {
        var folder = new RunFolder(_temporary.File("run"));
        var summary = SmallFederation.Start(folder);
        Assert.Equal(("stripes", 300, 90), (summary.Data!.Name, summary.Data.TrainingSamples, summary.Data.TestSamples));
        Assert.Equal(SmallFederation.Data.ComputeSha256(), summary.Data.Sha256);
        Assert.Equal(Provenance.OfThisBuild, summary.Build);
        Assert.Matches(@"^\d+\.\d+\.\d+$", summary.Build!.Version);
        Assert.Matches(@"^\d+\.\d+\.\d+ \((cpu|cuda)\)$", summary.Build.Libtorch);
        Assert.Equal(
            [$"# {summary.Build}", $"# stripes (300 + 90 images), sha256 {summary.Data.Sha256}", "task = \"demo\""],
            File.ReadLines(folder.Config).Take(3));
        Assert.Equal(JsonSerializer.Serialize(summary), JsonSerializer.Serialize(folder.ReadSummary()));
    }

    [Fact]
    public void Start_times_are_outside_the_files_that_are_equal_between_runs()
    {
        RunFolder[] folders = [.. new[] { "a", "b" }.Select(name => new RunFolder(_temporary.File(name)))];
        Start(folders[0], new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        Start(folders[1], new(2027, 1, 2, 3, 4, 5, TimeSpan.Zero));
        Assert.Equal(File.ReadAllText(folders[0].Config), File.ReadAllText(folders[1].Config));
        Assert.Equal(File.ReadAllText(folders[0].Rounds), File.ReadAllText(folders[1].Rounds));
        Assert.Equal(File.ReadAllText(folders[0].Summary), File.ReadAllText(folders[1].Summary));
        Assert.Equal(["2026-01-02T03:04:05Z", "2027-01-02T03:04:05Z"], folders.Select(folder => Sessions(folder)[0].GetProperty("started").GetString()));
    }

    [Fact]
    public void Every_process_that_goes_on_with_a_run_adds_a_line()
    {
        var folder = new RunFolder(_temporary.File("run"));
        using var stop = new CancellationTokenSource();
        var watcher = new Watcher { OnRound = record => { if (record.Round == 2) stop.Cancel(); } };
        Assert.ThrowsAny<OperationCanceledException>(() => ExperimentRun.Start(SmallFederation.Prepare(), folder, watcher, new SteppingClock(), stop.Token));
        SmallFederation.Resume(folder);
        Assert.Equal([0, 2], Sessions(folder).Select(line => line.GetProperty("afterRound").GetInt32()));
        Assert.All(Sessions(folder), line => Assert.Equal(("cpu", 2), (line.GetProperty("device").GetString(), line.GetProperty("threads").GetInt32())));
    }

    private static void Start(RunFolder folder, DateTimeOffset now) => ExperimentRun.Start(SmallFederation.Prepare(), folder, new Watcher(), new FixedClock(now), CancellationToken.None);

    private static JsonElement[] Sessions(RunFolder folder) => [.. File.ReadLines(folder.Sessions).Select(line => JsonDocument.Parse(line).RootElement)];

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;

        public override long GetTimestamp() => 0;
    }
}
