using System.CommandLine;

namespace Ipfl.Cli.Tests;

public sealed class HelpTests
{
    [Theory]
    [InlineData("")]
    [InlineData("run")]
    [InlineData("compare")]
    [InlineData("reproduce")]
    [InlineData("reproduce performance")]
    [InlineData("reproduce utility")]
    [InlineData("reproduce robustness")]
    [InlineData("reproduce liars")]
    [InlineData("reproduce inclusive")]
    [InlineData("reproduce dropout")]
    [InlineData("reproduce worth")]
    [InlineData("reproduce llm")]
    [InlineData("market")]
    [InlineData("market solve")]
    [InlineData("market audit")]
    [InlineData("market whatif")]
    [InlineData("market tune")]
    [InlineData("market regret-curve")]
    [InlineData("market create")]
    [InlineData("market invite")]
    [InlineData("market deposit")]
    [InlineData("market payout")]
    [InlineData("market open")]
    [InlineData("market close")]
    [InlineData("market status")]
    [InlineData("market remove")]
    [InlineData("llm")]
    [InlineData("llm pretrain")]
    [InlineData("llm generate")]
    [InlineData("llm merge")]
    [InlineData("llm show")]
    [InlineData("market renew-key")]
    [InlineData("operator")]
    [InlineData("operator list")]
    [InlineData("operator key")]
    [InlineData("operator add")]
    [InlineData("operator rotate")]
    [InlineData("operator revoke")]
    [InlineData("serve")]
    [InlineData("ledger")]
    [InlineData("ledger verify")]
    [InlineData("ledger export")]
    [InlineData("ledger balances")]
    [InlineData("report")]
    [InlineData("data")]
    [InlineData("data list")]
    [InlineData("data fetch")]
    [InlineData("data verify")]
    [InlineData("agent")]
    [InlineData("agent enrol")]
    [InlineData("agent run")]
    [InlineData("agent status")]
    [InlineData("agent withdraw")]
    [InlineData("data split")]
    [InlineData("doctor")]
    public void Help_is_the_approved_one(string command)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var help = CommandResult.Of([.. words, "--help"]);
        Assert.Equal((0, ""), (help.ExitCode, help.Error));
        ApprovedText.Verify(string.Join('-', words.Prepend("help")), help.Out.Replace(RootCommand.ExecutableName, "ipfl", StringComparison.Ordinal));
        Assert.Equal(help, CommandResult.Of([.. words, "-h"]));
    }

    [Fact]
    public void Every_command_has_a_snapshot_of_its_help()
    {
        var commands = typeof(HelpTests).GetMethod(nameof(Help_is_the_approved_one))!.GetCustomAttributes(typeof(InlineDataAttribute), false)
            .Cast<InlineDataAttribute>().Select(data => (string)data.Data[0]!).ToHashSet();
        AssertListed("");

        void AssertListed(string command)
        {
            Assert.Contains(command, commands);
            var help = CommandResult.Of([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).Out.Split('\n');
            foreach (var line in help.SkipWhile(line => line != "Commands:").Skip(1).TakeWhile(line => line.Length > 0))
                AssertListed($"{command} {line.Trim().Split(' ')[0]}".Trim());
        }
    }

    [Fact]
    public void No_line_is_wider_than_the_terminal() =>
        Assert.All(CommandResult.Of("run", "--help").Out.Split('\n'), line => Assert.InRange(line.Length, 0, 120));

    [Fact]
    public void The_version_is_a_result()
    {
        var version = CommandResult.Of("--version");
        Assert.Equal((0, ""), (version.ExitCode, version.Error));
        Assert.Matches(@"^\d+\.\d+\.\d+", version.Out);
    }
}
