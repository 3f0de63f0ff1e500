namespace Ipfl.EndToEnd.Tests;

/// <summary>SIGKILL at any moment: going on with --resume ends with the files of a run that was left alone.</summary>
public sealed class KillTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_killed_once_ends_the_same()
    {
        KillAtLine(2, SmallRun.Rounds);
        AssertEndsTheSame(SmallRun.Rounds);
    }

    /// <summary>
    /// Fifteen kills in turn: when some lines of progress were seen, when some changes of files were seen (which meets logs and
    /// checkpoints half-written), and after some time.
    /// </summary>
    [Theory]
    [Trait("Category", "Long")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_run_killed_again_and_again_ends_the_same(int seed)
    {
        const int rounds = 24;
        var random = new Random(seed);
        var unfinished = 0;
        for (var kill = 0; kill < 15; kill++)
        {
            if (kill % 3 == 0) KillAtLine(random.Next(1, 4), rounds);
            else if (kill % 3 == 1) KillAtChange(random.Next(1, 20), rounds);
            else KillAfter(TimeSpan.FromMilliseconds(random.Next(100, 1200)), rounds);
            if (!File.Exists(Path.Combine(Killed, "summary.json"))) unfinished++;
        }

        Assert.InRange(unfinished, 10, 15);
        AssertEndsTheSame(rounds);
    }

    private string Killed => _folder.File("killed");

    private string[] StartOrResume(int rounds) =>
        File.Exists(Path.Combine(Killed, "config.toml")) ? ["run", "--resume", Killed] : SmallRun.Start(Killed, rounds);

    private void KillAtLine(int line, int rounds)
    {
        using var process = IpflProcess.Start(_folder, (self, _) => { if (--line == 0) self.Kill(); }, StartOrResume(rounds));
        process.Wait();
    }

    private void KillAtChange(int change, int rounds)
    {
        Directory.CreateDirectory(Killed);
        using var process = IpflProcess.Start(_folder, (_, _) => { }, StartOrResume(rounds));
        using var watcher = new FileSystemWatcher(Killed) { IncludeSubdirectories = true };
        FileSystemEventHandler count = (_, _) => { if (Interlocked.Decrement(ref change) == 0) process.Kill(); };
        watcher.Created += count;
        watcher.Changed += count;
        watcher.Renamed += (_, renamed) => count(watcher, renamed);
        watcher.EnableRaisingEvents = true;
        process.Wait();
    }

    private void KillAfter(TimeSpan time, int rounds)
    {
        using var process = IpflProcess.Start(_folder, (_, _) => { }, StartOrResume(rounds));
        if (!process.EndsWithin(time)) process.Kill();
        process.Wait();
    }

    private void AssertEndsTheSame(int rounds)
    {
        var resumed = IpflProcess.Run(_folder, StartOrResume(rounds));
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        var undisturbed = _folder.File("undisturbed");
        Assert.Equal(0, IpflProcess.Run(_folder, SmallRun.Start(undisturbed, rounds)).ExitCode);
        Assert.Equal(SmallRun.Results(undisturbed), SmallRun.Results(Killed));
        Assert.Empty(Directory.GetFiles(Killed, "*.tmp", SearchOption.AllDirectories));
        Assert.Equal(rounds, File.ReadAllLines(Path.Combine(Killed, "timings.jsonl")).Length);
        Assert.True(File.Exists(Path.Combine(Killed, "report.html")));
    }
}
