namespace Ipfl.EndToEnd.Tests;

/// <summary>Ctrl-C: the current step ends, exit code 130, a line says how to go on, and going on ends with the same numbers.</summary>
public sealed class InterruptTests : IDisposable
{
    /// <summary>Enough for a signal to arrive long before the end, on a busy machine too.</summary>
    private const int Rounds = 24;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Long")]
    public void An_interrupted_run_says_how_to_go_on_and_goes_on()
    {
        var folder = _folder.File("interrupted");
        var lines = 0;
        using var process = IpflProcess.Start(_folder, (self, _) => { if (++lines == 3) self.Interrupt(); }, SmallRun.Start(folder, Rounds));
        var interrupted = process.Wait();
        Assert.Equal((130, ""), (interrupted.ExitCode, interrupted.Out));
        Assert.EndsWith("\nInterrupted; the last whole round is saved. Continue with: ipfl run --resume interrupted\n", interrupted.Error, StringComparison.Ordinal);
        Assert.InRange(File.ReadAllLines(Path.Combine(folder, "rounds.jsonl")).Length, 2, Rounds - 1);
        Assert.False(File.Exists(Path.Combine(folder, "summary.json")));

        Assert.Equal(0, IpflProcess.Run(_folder, "run", "--resume", "interrupted").ExitCode);
        var undisturbed = _folder.File("undisturbed");
        Assert.Equal(0, IpflProcess.Run(_folder, SmallRun.Start(undisturbed, Rounds)).ExitCode);
        Assert.Equal(SmallRun.Results(undisturbed), SmallRun.Results(folder));
    }
}
