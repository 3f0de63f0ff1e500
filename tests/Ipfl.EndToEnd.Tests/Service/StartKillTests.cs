namespace Ipfl.EndToEnd.Tests.Service;

/// <summary>SIGKILL of a server within the first two seconds of its start, on new folders and on old ones: no later start hangs, nothing is lost.</summary>
[Trait("Category", "Long")]
public sealed class StartKillTests
{
    private const int Kills = 20;
    private const int LongestMilliseconds = 2000;

    [Fact]
    public void Sixty_kills_within_the_start_leave_a_server_that_starts()
    {
        var chance = new Random(17);
        using var market = new ServedMarket(_ => [], served =>
        {
            for (var i = 0; i < Kills; i++)
            {
                Kill(served, chance);
                if (Directory.Exists(served.Data)) Directory.Delete(served.Data, recursive: true);
            }

            for (var i = 0; i < Kills; i++) Kill(served, chance);
        });
        market.CreateMarket("--task", "demo", "--rounds", "1");
        var token = market.Invite("north", "12.5");
        Assert.NotEmpty(token);
        market.StopServer();
        for (var i = 0; i < Kills; i++) Kill(market, chance);
        market.StartServer();
        Assert.Contains("market market: draft", market.Operate("market", "status", ServedMarket.Market).Out, StringComparison.Ordinal);
        Assert.Contains("good", market.VerifyLedger().Out, StringComparison.Ordinal);
    }

    private static void Kill(ServedMarket market, Random chance) => market.StartAndKill(TimeSpan.FromMilliseconds(chance.Next(LongestMilliseconds)));
}
