using System.Text.Json;

namespace Ipfl.EndToEnd.Tests;

/// <summary>The reference markets through <c>ipfl market solve</c>: edges as a set, numbers to 1e-7 relative or 1e-9 absolute.</summary>
[Trait("Category", "Golden")]
public sealed class GoldenMarketTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("marginal")]
    [InlineData("critical")]
    [InlineData("vcg")]
    public void Every_reference_market_is_reproduced(string mechanism)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Golden("markets.json")));
        Assert.NotEqual(0, file.RootElement.GetArrayLength());
        foreach (var market in file.RootElement.EnumerateArray())
        {
            var input = _folder.Write("market.json", market.GetProperty("market").GetRawText());
            var solved = IpflProcess.Run(_folder, "market", "solve", "--in", input, "--mechanism", mechanism);
            Assert.Equal(0, solved.ExitCode);

            // The walks are warned of where they lose much, and nothing else is said.
            Assert.All(solved.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith($"{mechanism}: the ", line, StringComparison.Ordinal));
            using var outcome = JsonDocument.Parse(solved.Out);
            Assert.Equal(mechanism, outcome.RootElement.GetProperty("mechanism").GetString());
            AssertOutcome(market.GetProperty("name").GetString()!, market.GetProperty("expected").GetProperty(mechanism), outcome.RootElement);
        }
    }

    private static void AssertOutcome(string market, JsonElement expected, JsonElement actual)
    {
        var (wanted, found) = (Payments(expected), Payments(actual));
        Assert.Equal(wanted.Keys.Order(), found.Keys.Order());
        foreach (var (edge, payment) in wanted) AssertClose($"{market}: payment {edge}", payment, found[edge]);

        var accounts = actual.GetProperty("participants").EnumerateArray().ToDictionary(account => account.GetProperty("id").GetString()!);
        foreach (var account in expected.GetProperty("participants").EnumerateArray())
        {
            var id = account.GetProperty("id").GetString()!;
            foreach (var field in new[] { "gain", "paid", "received", "sharingCost", "utility" })
                AssertClose($"{market}: {field} of {id}", account.GetProperty(field).GetDouble(), accounts[id].GetProperty(field).GetDouble());
        }

        foreach (var field in new[] { "socialWelfare", "distancePenalty", "objective" })
            AssertClose($"{market}: {field}", expected.GetProperty(field).GetDouble(), actual.GetProperty(field).GetDouble());
    }

    private static Dictionary<(string, string), double> Payments(JsonElement outcome) => outcome.GetProperty("edges").EnumerateArray().ToDictionary(
        edge => (edge.GetProperty("buyer").GetString()!, edge.GetProperty("seller").GetString()!), edge => edge.GetProperty("payment").GetDouble());

    private static void AssertClose(string what, double expected, double actual) =>
        Assert.True(Math.Abs(expected - actual) <= Math.Max(1e-9, 1e-7 * Math.Abs(expected)), $"{what}: expected {expected:R}, got {actual:R}");
}
