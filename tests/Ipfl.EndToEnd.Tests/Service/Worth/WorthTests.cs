using System.Globalization;
using Grpc.Core;
using Ipfl.Protocol.V1;

namespace Ipfl.EndToEnd.Tests.Service.Worth;

/// <summary>
/// The service market pays for what a model is worth, and not for what its owner claims: five participants with 120 images each, so that
/// models of others help, the terms that a market has unless told otherwise, six rounds; in turn one of them is no honest one. Incomes are
/// held against those of markets of honest participants alone: the same five, or the four without it.
/// </summary>
[Trait("Category", "Long")]
public sealed class WorthTests(WorthTests.Honest honest, ITestOutputHelper output) : IClassFixture<WorthTests.Honest>
{
    private static readonly string[] Four = ["p0", "p1", "p2", "p3"];
    private static readonly string[] Five = [.. Four, "p4"];

    /// <summary>What the fifth one would earn honestly.</summary>
    private double OwnIncome => honest.Ended.Of["p4"].Received;

    [Fact]
    public async Task Honest_participants_sell_and_have_better_models_than_alone()
    {
        var alone = await honest.World.RunAsync("alone", Agents(Five, "[report]\ngain_scale = 0"));
        Tell("honest", honest.Ended);
        Tell("four", honest.Four);
        Tell("alone", alone);
        Assert.All(alone.Of.Values, takings => Assert.Equal(0, takings.Received));
        Assert.All(Five, name => Assert.True(honest.Ended.Of[name].Received > 0, $"{name} sold nothing"));
        Assert.True(Accuracy(honest.Ended) > Accuracy(alone), $"accuracy {Accuracy(honest.Ended):F3} with the market, {Accuracy(alone):F3} without");
        AssertNobodyUsesUnpaid(honest.Ended);
    }

    [Fact]
    public async Task Ones_and_ten_times_the_samples_earn_nothing()
    {
        RpcException? refused = null;
        var ended = await honest.World.RunAsync("ones", Agents(Four), "p4", play: async (impostor, _) =>
        {
            refused = await Assert.ThrowsAsync<RpcException>(() => impostor.Participant.ReportAsync(10 * WorthWorld.Images, 1, 0));
            await impostor.RunAsync(WorthWorld.Rounds, _ => Task.FromResult(impostor.Changed(impostor.Initial, (_, _) => 1)));
        });
        Tell("ones", ended);
        Assert.Contains($"samples: found {10 * WorthWorld.Images}; allowed: up to {WorthWorld.Images}", refused!.Status.Detail, StringComparison.Ordinal);
        AssertNothing(ended);
    }

    [Fact]
    public async Task Two_names_for_one_model_earn_together_what_one_earns()
    {
        var ended = await honest.World.RunAsync("names", Agents(Five), "q4", WorthWorld.Trained, play: (second, agents) =>
            second.RunAsync(WorthWorld.Rounds, round => agents["p4"].ModelAsync(round)));
        Tell("names", ended);
        var both = ended.Of["p4"].Received + ended.Of["q4"].Received;
        Assert.True(both <= OwnIncome + 1e-6, $"two names earn {both}, one {OwnIncome}");
    }

    [Fact]
    public async Task The_initial_model_is_no_upload()
    {
        var ended = await honest.World.RunAsync("initial", Agents(Four), "p4", play: (impostor, _) => impostor.RunAsync(WorthWorld.Rounds, _ => Task.FromResult(impostor.Initial)));
        Tell("initial", ended);
        Assert.Equal(WorthWorld.Rounds, ended.Impostor!.Refusals.Count);
        Assert.All(ended.Impostor.Refusals, refusal => Assert.Contains("initial model", refusal, StringComparison.Ordinal));
        AssertNothing(ended);
    }

    [Fact]
    public async Task A_copy_with_noise_earns_no_more_than_its_original_would()
    {
        var ended = await honest.World.RunAsync("copy", Agents(Four), "p4", play: (impostor, agents) =>
            impostor.RunAsync(WorthWorld.Rounds, async round => impostor.Blurred(await agents["p0"].ModelAsync(round), 0.1, round)));
        Tell("copy", ended);
        var both = ended.Of["p0"].Received + ended.Of["p4"].Received;
        var alone = honest.Four.Of["p0"].Received;
        Assert.True(both <= 1.05 * alone, $"copy and original earn {both}, the original without a copy {alone}");
    }

    [Fact]
    public async Task A_scaled_update_earns_no_more_than_an_honest_one()
    {
        var ended = await honest.World.RunAsync("scaled", Agents(Four), "p4", WorthWorld.Trained, play: (impostor, _) =>
            impostor.RunAsync(WorthWorld.Rounds, async round => impostor.Changed(await honest.Ended.Agents["p4"].ModelAsync(round), (initial, number) => initial + 10 * (number - initial))));
        Tell("scaled", ended);
        Assert.True(ended.Of["p4"].Received <= OwnIncome * 1.05, $"scaled earns {ended.Of["p4"].Received}, honest {OwnIncome}");
    }

    [Fact]
    public async Task A_claim_up_to_the_bound_earns_no_more_than_the_bound_allows()
    {
        var ended = await honest.World.RunAsync("claim", Agents(Five).ToDictionary(pair => pair.Key, pair => pair.Value + (pair.Key == "p4" ? $"[report]\nsamples = {WorthWorld.Images}" : "")));
        Tell("claim", ended);
        var allowed = OwnIncome * WorthWorld.Images / WorthWorld.Trained * 1.05;
        Assert.True(ended.Of["p4"].Received <= allowed, $"the claim earns {ended.Of["p4"].Received}, its bound allows {allowed}");
    }

    [Fact]
    public async Task Who_uses_what_it_does_not_pay_pays_nothing_and_is_listed()
    {
        const int silent = WorthWorld.Rounds - 1;
        var centres = new Dictionary<int, byte[]>();
        var ended = await honest.World.RunAsync("unpaid", Agents(Four), "p4", WorthWorld.Trained, 5e5, play: async (impostor, _) =>
        {
            // Rejects what it buys, in one round says nothing at all, and each time goes on from the centre.
            impostor.Settle = async round =>
            {
                var result = await impostor.Participant.Calls.GetResultAsync(new() { Round = round });
                if (result.Settlement != Settlement.Pending) return;
                centres[round] = await impostor.Participant.CentreAsync(round);
                if (round != silent)
                    await impostor.Participant.Calls.ConfirmCentreAsync(new() { Round = round, Digest = result.CentreDigest, Verdict = CentreVerdict.Rejected });
            };
            await impostor.RunAsync(WorthWorld.Rounds, async round => centres.TryGetValue(round - 1, out var centre)
                ? impostor.Blurred(centre, 0.05, round)
                : await honest.Ended.Agents["p4"].ModelAsync(round));
        }, "--delivery-seconds", "15");
        Tell("unpaid", ended);
        Assert.Equal(0, ended.Of["p4"].Paid);
        var listed = ended.State.Participants.Single(participant => participant.Name == "p4").UnpaidUses;
        Assert.Equal(centres.Keys.Where(round => round < WorthWorld.Rounds).Order(), listed.Select(use => use.Round));
        Assert.All(listed, use => Assert.Equal(use.Round != silent, use.Rejected));
        AssertNobodyUsesUnpaid(ended);
    }

    private static Dictionary<string, string> Agents(string[] names, string more = "") => names.ToDictionary(name => name, _ => more);

    private static double Accuracy(Ended ended) => Five.Average(name => ended.Of[name].Accuracy!.Value);

    private void AssertNothing(Ended ended)
    {
        Assert.True(ended.Of["p4"].Received <= 0.05 * honest.Ended.HonestIncome, $"it earns {ended.Of["p4"].Received}, an honest one {honest.Ended.HonestIncome}");

        // The others are as well off as without it.
        Assert.All(Four, name => Assert.True(ended.Of[name].Received >= 0.95 * honest.Four.Of[name].Received, $"{name} earns {ended.Of[name].Received}, without it {honest.Four.Of[name].Received}"));
        AssertNobodyUsesUnpaid(ended);
    }

    /// <summary>An agent that rejects a centre does not use it, and is not said to.</summary>
    private static void AssertNobodyUsesUnpaid(Ended ended) =>
        Assert.All(ended.State.Participants.Where(participant => ended.Agents.ContainsKey(participant.Name)), participant => Assert.Empty(participant.UnpaidUses));

    private void Tell(string market, Ended ended)
    {
        foreach (var (name, takings) in ended.Of.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{market} {name}: received {takings.Received:F3}, paid {takings.Paid:F3}, used {takings.Used}, rejected {takings.Rejected}, accuracy {takings.Accuracy:F3}"));
    }

    /// <summary>The server, and the market of honest participants alone.</summary>
    public sealed class Honest : IAsyncLifetime
    {
        internal WorthWorld World { get; } = new();

        /// <summary>All five.</summary>
        internal Ended Ended { get; private set; } = null!;

        /// <summary>The four that are honest in every market.</summary>
        internal Ended Four { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Ended = await World.RunAsync("honest", Agents(Five));
            Four = await World.RunAsync("four", Agents(WorthTests.Four));
        }

        public ValueTask DisposeAsync()
        {
            World.Close();
            World.Dispose();
            return default;
        }
    }
}
