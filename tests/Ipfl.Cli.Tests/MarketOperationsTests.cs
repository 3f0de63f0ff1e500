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
}
