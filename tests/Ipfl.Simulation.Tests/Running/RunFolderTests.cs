namespace Ipfl.Simulation.Tests.Running;

public sealed class RunFolderTests(ReferenceRun reference) : IClassFixture<ReferenceRun>, IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_folder_that_holds_a_run_is_not_started_again(bool finished)
    {
        var folder = finished ? reference.Finished(_temporary.File("run")) : reference.KilledAfter(1, _temporary.File("run"));
        var rounds = File.ReadAllText(folder.Rounds);
        var message = Message.Of(() => SmallFederation.Start(folder));
        Assert.Equal($"{folder.Path}: holds a run already; continue it with --resume, or choose another folder with --out", message);
        Assert.Equal(rounds, File.ReadAllText(folder.Rounds));
    }

    [Fact]
    public void Two_runs_in_one_folder_at_a_time_are_refused()
    {
        var folder = reference.KilledAfter(1, _temporary.File("run"));
        using (folder.Hold())
        {
            var message = Message.Of(() => SmallFederation.Resume(folder));
            Assert.Equal($"{folder.Path}: another process is running here; wait until it ends, or stop it", message);
        }

        SmallFederation.Resume(folder);
        RunResults.AssertEqual(reference.Results, folder);
    }

    [Theory]
    [InlineData("rounds.jsonl")]
    [InlineData("summary.json")]
    [InlineData("checkpoint/state.safetensors")]
    public void What_is_left_of_another_run_is_not_written_over(string left)
    {
        var folder = reference.Finished(_temporary.File("run"));
        var keep = File.ReadAllBytes(Path.Combine(folder.Path, left));
        foreach (var file in Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories)) File.Delete(file);
        File.WriteAllBytes(Path.Combine(folder.Path, left), keep);
        var message = Message.Of(() => SmallFederation.Start(folder));
        Assert.Equal($"{folder.Path}: holds {Path.GetFileName(left)} of a run whose config.toml is gone; choose another folder with --out", message);
        Assert.Equal(keep, File.ReadAllBytes(Path.Combine(folder.Path, left)));
    }

    [Fact]
    public void A_run_whose_checkpoint_folder_is_gone_begins_again()
    {
        var folder = reference.KilledAfter(1, _temporary.File("run"));
        Directory.Delete(Path.GetDirectoryName(folder.Checkpoint)!, recursive: true);
        SmallFederation.Resume(folder);
        RunResults.AssertEqual(reference.Results, folder);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        var file = _temporary.Write("file", "");
        var message = Message.Of(() => SmallFederation.Start(new RunFolder(Path.Combine(file, "run"))));
        Assert.StartsWith($"{file}/run: cannot be created (", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_cannot_begin_leaves_nothing()
    {
        var folder = new RunFolder(_temporary.File("run"));
        Assert.Throws<FileNotFoundException>(() => SmallFederation.Start(folder, ("initial_model", _temporary.File("none"))));
        Assert.False(Path.Exists(folder.Path));
    }

    [Fact]
    public void A_finished_run_has_every_file()
    {
        var files = Directory.GetFiles(reference.Whole.Path, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(reference.Whole.Path, file)).Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "checkpoint/state.safetensors", "config.toml",
                "models/p0.safetensors", "models/p1.safetensors", "models/p2.safetensors", "models/p3.safetensors",
                "partition.json", "rounds.jsonl", "sessions.jsonl", "summary.json", "timings.jsonl",
            ],
            files);
    }

    [Fact]
    public void The_written_configuration_runs_again_with_the_same_numbers()
    {
        var again = new RunFolder(_temporary.File("again"));
        var config = Experiment.ReadConfig(reference.Whole);
        ExperimentRun.Start(Experiment.Prepare(config, SmallFederation.Data), again, new Watcher(), new SteppingClock(), CancellationToken.None);
        RunResults.AssertEqual(reference.Results, again);
    }

    [Fact]
    public void The_written_partition_serves_as_a_partition_file()
    {
        var again = new RunFolder(_temporary.File("again"));
        SmallFederation.Start(again, ("partition.kind", "file"), ("partition.file", reference.Whole.Partition));
        RunResults.AssertEqual(reference.Results, again);
    }

    [Fact]
    public void The_summary_sums_up_the_rounds()
    {
        var summary = reference.Whole.ReadSummary();
        var rounds = File.ReadLines(reference.Whole.Rounds).Select(line => ResultJson.Read<RoundRecord>(System.Text.Encoding.UTF8.GetBytes(line))).ToArray();
        Assert.Equal(Enumerable.Range(1, reference.Rounds), rounds.Select(round => round.Round));
        foreach (var (p, i) in summary.Participants.Select((p, i) => (p, i)))
        {
            var own = rounds.Select(round => round.Participants[i]).ToArray();
            Assert.Equal(own.Max(r => r.Accuracy), p.BestAccuracy);
            Assert.Equal(own[^1].Accuracy, p.FinalAccuracy);
            Assert.Equal(own.Sum(r => r.Utility), p.Utility, 1e-12);
            Assert.Equal(p.Gain - p.Paid + p.Received - p.Cost, p.Utility, 1e-9);
            Assert.Equal(p.LabelCounts.Sum(), p.Samples);
        }

        Assert.Equal(summary.Participants.Average(p => p.BestAccuracy), summary.MeanBestAccuracy);
        Assert.Equal(summary.Participants.Average(p => p.FinalAccuracy), summary.MeanFinalAccuracy);
        Assert.Equal(summary.Participants.Average(p => p.Utility), summary.MeanUtility);
        Assert.Equal(summary.Participants.Min(p => p.Utility), summary.MinUtility);
        Assert.Equal(300, summary.Participants.Sum(p => p.Samples));
    }
}
