using Ipfl.Protocol.Signing;
using Ipfl.Service.Hosting;

namespace Ipfl.Cli.Tests;

/// <summary>What an operator cannot mean is told before the server is asked.</summary>
public sealed class MarketOperationsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public MarketOperationsTests()
    {
        using var key = PrivateKeyFile.FindOrMake(new ServiceFolder(_folder.Path).OperatorKey);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_auditor_gets_no_deposit() => Assert.Equal(
        "--deposit: found 5.000000 for an auditor, who has no account; leave it out",
        CommandResult.Of("market", "invite", "m", "--data", _folder.Path, "--participant", "ann", "--role", "auditor", "--deposit", "5").Refusal());

    [Fact]
    public void An_auditor_has_no_samples() => Assert.Equal(
        "--max-samples: found 5 for an auditor, who reports nothing; leave it out",
        CommandResult.Of("market", "invite", "m", "--data", _folder.Path, "--participant", "ann", "--role", "auditor", "--max-samples", "5").Refusal());

    [Fact]
    public void A_bound_of_no_samples_is_none() => Assert.Equal(
        "--max-samples: found 0; allowed: 1 to 9007199254740992",
        CommandResult.Of("market", "invite", "m", "--data", _folder.Path, "--participant", "ann", "--max-samples", "0").Refusal());
}
