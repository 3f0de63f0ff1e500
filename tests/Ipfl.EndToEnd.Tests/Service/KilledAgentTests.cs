namespace Ipfl.EndToEnd.Tests.Service;

/// <summary>A trainer of one's own ends with its agent, however that ends, and with it all that it started.</summary>
[Trait("Category", "Long")]
public sealed class KilledAgentTests : IDisposable
{
    private const string Configuration = """
        [report]
        samples = 100
        [trainer]
        kind = "command"
        command = ["sh", "trainer.sh"]
        """;

    /// <summary>Never ends. Its children are an ordinary one, one in a session of its own, and one whose parent has ended.</summary>
    private const string Script = """
        sh -c 'echo $$ >> ids; exec sleep 100000' &
        setsid sh -c 'echo $$ >> ids; exec sleep 100000' &
        (setsid sh -c 'echo $$ >> ids; exec sleep 100000' &)
        echo $$ >> ids
        exec sleep 100000
        """;

    private const int Processes = 4;
    private readonly ServedMarket _market = new();

    public void Dispose() => _market.Dispose();

    [Fact]
    public async Task A_killed_agent_leaves_no_trainer_and_goes_on_with_one()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "asks /proc and sends signals");
        _market.CreateMarket("--task", "demo", "--rounds", "2");
        foreach (var name in new[] { "ann", "bob" })
        {
            _market.Enrol(name, Configuration);
            _market.Folder.Write($"{name}/trainer.sh", Script);
        }

        _market.StartAndReport("ann", "bob");
        _market.Open();
        var first = await IdsAsync("ann", Processes);
        Assert.All(first, id => Assert.True(IsRunning(id)));
        Assert.True(_market.Kill("ann"));
        await GoneAsync(first);

        _market.StartAgent("ann");
        var second = (await IdsAsync("ann", 2 * Processes))[Processes..];
        Assert.All(second, id => Assert.True(IsRunning(id)));
        Assert.All(first, id => Assert.False(IsRunning(id)));

        // Ctrl-C is for the agent, which ends its trainer.
        Assert.Equal(130, _market.Interrupted("ann").ExitCode);
        await GoneAsync(second);
    }

    private async Task<int[]> IdsAsync(string name, int count)
    {
        var file = _market.Folder.File($"{name}/ids");
        await UntilAsync(() => File.Exists(file) && File.ReadAllLines(file).Length >= count);
        return [.. File.ReadAllLines(file).Select(int.Parse)];
    }

    private static Task GoneAsync(int[] ids) => UntilAsync(() => !ids.Any(IsRunning));

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(IpflProcess.Hang);
        while (!isSo()) await Task.Delay(50, limit.Token);
    }

    /// <summary>Whether a process is there and has not ended; who nobody asks about stays as a zombie.</summary>
    private static bool IsRunning(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/stat").Split(')')[^1].TrimStart()[0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
