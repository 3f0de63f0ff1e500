namespace Ipfl.Simulation.Tests.Auditing;

/// <summary>An audit looks at a run and changes nothing of it; its lines survive what the others do.</summary>
public sealed class AuditedRunTests : IDisposable
{
    private static readonly (string, object) Audited = ("market.audit", true);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_run_s_own_results_are_those_of_a_run_without_it()
    {
        var (plain, audited) = (Start("plain"), Start("audited", Audited));
        var expected = RunResults.Of(plain);
        var actual = RunResults.Of(audited);
        Assert.Equal((expected.Rounds, expected.Partition), (actual.Rounds, actual.Partition));
        Assert.Equal(expected.Models, actual.Models);
        var summary = audited.ReadSummary();
        var without = summary with { Audit = null, WallSeconds = 0, ImagesPerSecond = 0, Participants = [.. summary.Participants.Select(p => p with { Regret = null })] };
        Assert.Equal(expected.Summary, System.Text.Json.JsonSerializer.Serialize(without));
    }

    [Fact]
    public void Without_it_no_file_says_anything_of_audits()
    {
        var plain = Start("plain");
        Assert.False(File.Exists(plain.Audits));
        Assert.DoesNotContain("audit", File.ReadAllText(plain.Timings), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("audit", File.ReadAllText(plain.Summary), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("regret", File.ReadAllText(plain.Summary), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Its_time_is_a_phase_of_its_own()
    {
        var audited = Start("audited", Audited);
        var timings = File.ReadLines(audited.Timings).Select(line => ResultJson.Read<RoundTimings>(System.Text.Encoding.UTF8.GetBytes(line))).ToArray();
        Assert.All(timings, t => Assert.Equal(0.001, t.AuditSeconds));
        var phases = timings.Sum(t => t.TrainSeconds + t.EvaluateSeconds + t.MarketSeconds + t.AggregateSeconds + t.CheckpointSeconds + (t.WorthSeconds ?? 0));
        Assert.Equal(phases + 0.004, audited.ReadSummary().WallSeconds, 1e-12);
    }

    [Fact]
    public void Equal_runs_give_equal_audits_with_any_number_of_threads()
    {
        var one = File.ReadAllBytes(Start("one", Audited, ("threads", 1L)).Audits);
        Assert.Equal(one, File.ReadAllBytes(Start("three", Audited, ("threads", 3L)).Audits));
        Assert.NotEqual(one, File.ReadAllBytes(Start("other", Audited, ("seed", 1L)).Audits));
    }

    /// <summary>After a whole round's checkpoint, each log may hold the next round's line, a part of it, or nothing of it.</summary>
    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(0, 1, 1, 1)]
    [InlineData(1, 1, 0, 0)]
    [InlineData(2, 1, 1, 0)]
    [InlineData(2, 1, 1, 0.5)]
    [InlineData(3, 1, 1, 1)]
    [InlineData(4, 0, 0, 0)]
    public void A_killed_run_goes_on_and_ends_with_the_same_audits(int round, double rounds, double timings, double audits)
    {
        var (whole, killed) = (new RunFolder(_folder.File("whole")), new RunFolder(_folder.File("killed")));
        var watcher = new Watcher { OnRound = record => CopyAfter(record.Round) };
        ExperimentRun.Start(SmallFederation.Prepare(Audited), whole, watcher, new SteppingClock(), CancellationToken.None);
        if (round == 0) Begin(whole, killed);
        else File.Delete(killed.Summary);
        foreach (var (from, to, part) in new[] { (whole.Rounds, killed.Rounds, rounds), (whole.Timings, killed.Timings, timings), (whole.Audits, killed.Audits, audits) })
        {
            var lines = File.ReadAllLines(from).Select(line => $"{line}\n").ToArray();
            if (part > 0) File.WriteAllText(to, string.Concat(lines[..round]) + lines[round][..(int)(part * lines[round].Length)]);
        }

        SmallFederation.Resume(killed);
        RunResults.AssertEqual(RunResults.Of(whole), killed);
        Assert.Equal(File.ReadAllBytes(whole.Audits), File.ReadAllBytes(killed.Audits));

        void CopyAfter(int done)
        {
            if (done == round) ReferenceRun.Copy(whole.Path, killed.Path);
        }
    }

    [Fact]
    public void A_damaged_line_is_refused_by_file_and_number()
    {
        var (folder, others) = (Start("run", Audited), Start("others", Audited, ("participants", 3L)));
        File.Delete(folder.Summary);
        var lines = File.ReadAllLines(folder.Audits);
        File.WriteAllLines(folder.Audits, [lines[0], File.ReadAllLines(others.Audits)[1], .. lines[2..]]);
        Assert.Equal($"{folder.Audits}: line 2 is not the audit of round 2 of {folder.Rounds}", Message.Of(() => SmallFederation.Resume(folder)));
        File.WriteAllLines(folder.Audits, [lines[0], lines[2], .. lines[2..]]);
        Assert.Equal($"{folder.Audits}: line 2 is not the audit of round 2 of {folder.Rounds}", Message.Of(() => SmallFederation.Resume(folder)));
        File.WriteAllLines(folder.Audits, lines[..3]);
        Assert.Equal($"{folder.Audits}: found 3 whole lines; the checkpoint needs 4", Message.Of(() => SmallFederation.Resume(folder)));
        File.Delete(folder.Audits);
        Assert.StartsWith(folder.Audits, Message.Of(() => SmallFederation.Resume(folder)), StringComparison.Ordinal);
    }

    [Fact]
    public void Audits_left_of_another_run_are_not_written_over()
    {
        var folder = new RunFolder(Path.GetDirectoryName(_folder.Write("run/audit.jsonl", "kept"))!);
        Assert.Equal($"{folder.Path}: holds audit.jsonl of a run whose config.toml is gone; choose another folder with --out", Message.Of(() => SmallFederation.Start(folder, Audited)));
        Assert.Equal("kept", File.ReadAllText(folder.Audits));
    }

    [Fact]
    public void A_run_from_before_there_were_audits_goes_on()
    {
        using var stop = new CancellationTokenSource();
        var (whole, old) = (Start("whole"), new RunFolder(_folder.File("old")));
        Assert.ThrowsAny<OperationCanceledException>(() => ExperimentRun.Start(SmallFederation.Prepare(), old, new Watcher { OnRound = _ => stop.Cancel() }, new SteppingClock(), stop.Token));
        var config = File.ReadAllLines(old.Config);
        Assert.Contains("audit = false", config);
        File.WriteAllLines(old.Config, config.Where(line => line != "audit = false"));
        SmallFederation.Resume(old);
        RunResults.AssertEqual(RunResults.Of(whole), old);
        Assert.False(File.Exists(old.Audits));
    }

    private static void Begin(RunFolder whole, RunFolder killed)
    {
        killed.Create();
        File.Copy(whole.Config, killed.Config);
        File.Copy(whole.Partition, killed.Partition);
    }

    private RunFolder Start(string name, params (string, object)[] values)
    {
        var folder = new RunFolder(_folder.File(name));
        SmallFederation.Start(folder, values);
        return folder;
    }
}
