namespace Ipfl.EndToEnd.Tests.Service;

/// <summary>Operators' and participants' keys, with the real commands on a real server.</summary>
[Trait("Category", "Long")]
public sealed class KeyTests
{
    [Fact]
    public void Keys_are_rotated_revoked_and_replaced_by_commands()
    {
        using var market = new ServedMarket();
        market.CreateMarket("--task", "demo", "--rounds", "1");
        var key = Path.Combine(market.Data, "operator.key");
        var first = File.ReadAllText(key);
        market.Operate("operator", "rotate");
        Assert.NotEqual(first, File.ReadAllText(key));
        Assert.Equal([", revoked ", ""], Lines(market.Operate("operator", "list").Out).Select(line => line.Contains(", revoked ", StringComparison.Ordinal) ? ", revoked " : ""));

        var carol = market.Folder.File("carol.key");
        market.Folder.Write("carol.pub", IpflProcess.Run(market.Folder, "operator", "key", carol).Out);
        Assert.Contains("carol", market.Operate("operator", "add", "carol", "--public-key", market.Folder.File("carol.pub")).Out, StringComparison.Ordinal);
        market.Operate("operator", "revoke", "operator", "--operator-key", carol);
        var refused = IpflProcess.Run(market.Folder, "market", "status", ServedMarket.Market, "--data", market.Data, "--server", market.Address);
        Assert.Equal((2, 1), (refused.ExitCode, Lines(refused.Error).Length));
        Assert.Contains("unknown or revoked", refused.Error, StringComparison.Ordinal);

        market.Folder.Write("a/agent.toml", "[data]\nset = \"fashion-mnist\"\n");
        var enrol = new[] { "agent", "enrol", "--config", market.Folder.File("a/agent.toml"), "--token" };
        Assert.Equal(0, IpflProcess.Run(market.Folder, [.. enrol, Token("invite")]).ExitCode);
        var token = Token("renew-key");
        Assert.Contains("agent.key", IpflProcess.Run(market.Folder, [.. enrol, token]).Error, StringComparison.Ordinal);
        File.Delete(market.Folder.File("a/agent-state/agent.key"));
        Assert.Equal(0, IpflProcess.Run(market.Folder, [.. enrol, token]).ExitCode);
        Assert.Contains("5.000000 available", IpflProcess.Run(market.Folder, "agent", "status", "--config", market.Folder.File("a/agent.toml")).Out, StringComparison.Ordinal);

        string Token(string verb) => market.Operate(["market", verb, ServedMarket.Market, "--participant", "a", .. verb == "invite" ? new[] { "--deposit", "5", "--max-samples", "9" } : [], "--operator-key", carol]).Out.Trim();
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
