using Ipfl.Learning;
using Ipfl.Market;
using Ipfl.Protocol.V1;
using static TorchSharp.torch;

namespace Ipfl.Service.Tests.Serving;

/// <summary>Markets that pay for what models are worth, on the real server.</summary>
public sealed class WorthTests
{
    private const int Size = 400;

    [Fact]
    public async Task Evidence_exclusivity_and_the_mean_decide_as_the_simulator_would_and_odd_uploads_are_told()
    {
        await using var server = await TestServer.StartAsync();
        var (market, all) = await OpenAsync(server, 6);

        // Three that learn alike, one that uploads the first one's model again, one ten times as long, one that learned nothing.
        var initial = TestModel.Numbers(0, Size);
        float[][] models = [Near(1), Near(2), Near(3), Near(1), Towards(Near(4), 10), TestModel.Numbers(77, Size)];
        for (var i = 0; i < all.Length; i++) await all[i].UploadAsync(1, Bytes(models[i], i));
        await all[0].WaitAsync(1, RoundPhase.Delivering);

        using var start = tensor(initial);
        using var uploads = stack([.. models.Select(model => tensor(model))]);
        var distances = ModelDistance.Cosine(uploads, start);
        long[] samples = [.. Enumerable.Range(0, all.Length).Select(Samples)];
        var round = new MarketRound([.. samples.Select((count, i) => Report.Of($"p{i}", count, 0.01, 5e5))], ModelDistances.Dense(distances), 0)
        {
            MaxDistance = 1,
            ExclusiveDistance = 0.01,
            EffectiveSamples = EffectiveSamples.Dense(CosineEvidence.Of(distances, samples)),
        };
        var outcome = Mechanism.Clock.Solve(round);
        using var means = MeanImport.Compute(uploads, start, round.ImportWeights(outcome), 2);
        await using var db = await server.DatabaseAsync();
        Assert.Equal(
            outcome.Edges.Select(edge => (edge.Buyer, edge.Seller, edge.Payment, (double?)round.EffectiveSamples!.Of(edge.Buyer, edge.Seller), (long?)samples[edge.Seller])),
            db.Trades.OrderBy(row => row.Buyer).ThenBy(row => row.Seller).AsEnumerable().Select(row => (row.Buyer, row.Seller, row.Payment, row.EffectiveSamples, row.ClaimedSamples)));
        Assert.All(db.Trades, row => Assert.Equal(Math.Sqrt(5e5 / samples[row.Buyer]) - Math.Sqrt(5e5 / (samples[row.Buyer] + row.EffectiveSamples!.Value)), row.Predicted!.Value, 1e-9));
        for (var i = 0; i < all.Length; i++)
        {
            var result = await all[i].Calls.GetResultAsync(new() { Round = 1 });
            Assert.Equal(outcome.Edges.Any(edge => edge.Buyer == i), result.Settlement == Settlement.Pending);
            if (result.Settlement != Settlement.Pending) continue;
            using var mean = means[i];
            Assert.Equal(mean.data<float>().ToArray(), TestModel.Read(await all[i].CentreAsync(1)));
            Assert.Equal(samples[i] / (samples[i] + outcome.Edges.Where(edge => edge.Buyer == i).Sum(edge => round.EffectiveSamples!.Of(i, edge.Seller))), result.OwnWeight, 1e-12);
        }

        // A model under two names is bought once, and by neither of them; what learned nothing is worth nothing.
        Assert.DoesNotContain(outcome.Edges, edge => (edge.Buyer, edge.Seller) is (0, 3) or (3, 0));
        Assert.All(Enumerable.Range(0, all.Length), buyer => Assert.True(outcome.Edges.Count(edge => edge.Buyer == buyer && edge.Seller is (0 or 3)) <= 1));
        Assert.All(outcome.Edges.Where(edge => edge.Seller == 5), edge => Assert.True(edge.Payment < 0.1));
        var state = await server.Operator.Operator.GetMarketAsync(new() { Market = market });
        Assert.Equal("the same model as another participant's: p3", state.Participants[0].Remark);
        Assert.Equal("the same model as another participant's: p0", state.Participants[3].Remark);
        Assert.StartsWith("its update is ", state.Participants[4].Remark, StringComparison.Ordinal);
        Assert.Equal("the same model as another participant's", (await all[0].Calls.GetResultAsync(new() { Round = 1 })).Remark);
        Assert.Equal(["p0", "p3", "p4"], db.AuditLog.Where(row => row.Action == "odd upload").AsEnumerable().Select(row => row.Detail[..2]).Take(3));
    }

    [Fact]
    public async Task Who_goes_on_from_a_centre_that_it_did_not_pay_for_is_listed_and_nobody_else()
    {
        await using var server = await TestServer.StartAsync();
        var (market, all) = await OpenAsync(server, 4);
        float[][] own = [Near(1), Near(2), Near(3), Near(4)];
        for (var i = 0; i < all.Length; i++) await all[i].UploadAsync(1, Bytes(own[i], i));
        await all[0].WaitAsync(1, RoundPhase.Delivering);
        var centres = new float[4][];
        for (var i = 0; i < all.Length; i++)
        {
            centres[i] = TestModel.Read(await all[i].CentreAsync(1));
            var digest = (await all[i].Calls.GetResultAsync(new() { Round = 1 })).CentreDigest;
            await all[i].Calls.ConfirmCentreAsync(new() { Round = 1, Digest = digest, Verdict = i < 2 ? CentreVerdict.Rejected : CentreVerdict.Used });
        }

        // The first goes on from what it rejected, the second from its own; of those that paid nothing is asked.
        await all[0].WaitAsync(2, RoundPhase.Collecting);
        float[][] next = [Trained(centres[0], 11), Trained(own[1], 12), Trained(centres[2], 13), Trained(own[3], 14)];
        for (var i = 0; i < all.Length; i++) await all[i].UploadAsync(2, Bytes(next[i], i));
        await all[0].WaitAsync(2, RoundPhase.Delivering);
        var state = await server.Operator.Operator.GetMarketAsync(new() { Market = market });
        var use = Assert.Single(state.Participants[0].UnpaidUses);
        Assert.Equal((1, true), (use.Round, use.Rejected));
        Assert.Equal(Share(own[0], centres[0], next[0]), use.Towards, 1e-4);
        Assert.InRange(use.Towards, 0.8, 1.2);
        Assert.All(state.Participants.Skip(1), participant => Assert.Empty(participant.UnpaidUses));
        await using var db = await server.DatabaseAsync();
        Assert.Equal(Share(own[1], centres[1], next[1]), db.Entries.Single(row => row.Round == 2 && row.Participant == 1).Towards!.Value, 1e-4);
        Assert.All(db.Entries.Where(row => row.Round == 2 && row.Participant >= 2), row => Assert.Null(row.Towards));
        Assert.StartsWith("p0 in round 2: its upload went ", Assert.Single(db.AuditLog, row => row.Action == "unpaid use").Detail, StringComparison.Ordinal);
    }

    private static async Task<(string Market, LightParticipant[] All)> OpenAsync(TestServer server, int participants)
    {
        var market = await server.CreateMarketAsync(
            terms => (terms.Mechanism, terms.Lambda, terms.Evidence, terms.Import, terms.Clip, terms.ExclusiveDistance, terms.MaxDistance) = ("clock", 0, "cosine", "mean", 2, 0.01, 1), Size);
        var all = new LightParticipant[participants];
        for (var i = 0; i < participants; i++) all[i] = await server.JoinAsync(market, $"p{i}", Samples(i), maxSamples: Samples(i));
        await server.Operator.Operator.OpenMarketAsync(new() { Market = market });
        await all[0].WaitAsync(1, RoundPhase.Collecting);
        return (market, all);
    }

    private static long Samples(int number) => 1000 + (300 * number);

    /// <summary>The initial model with a step that all have in common and some of one's own.</summary>
    private static float[] Near(int seed) => Sum(TestModel.Numbers(0, Size), (TestModel.Numbers(500, Size), 1), (TestModel.Numbers(500 + seed, Size), 0.6f));

    private static float[] Trained(float[] from, int seed) => Sum(from, (TestModel.Numbers(700 + seed, Size), 0.1f));

    private static float[] Towards(float[] model, float factor) => Sum(TestModel.Numbers(0, Size), (Sum(model, (TestModel.Numbers(0, Size), -1)), factor));

    private static float[] Sum(float[] start, params (float[] Step, float Factor)[] steps) =>
        [.. start.Select((number, k) => number + steps.Sum(step => step.Step[k] * step.Factor))];

    /// <summary>The same numbers in another file, so that a copy is not refused for its digest.</summary>
    private static byte[] Bytes(float[] numbers, int number) =>
        number % 2 == 0 ? TestModel.Bytes(("a", numbers[..8]), ("b", numbers[8..])) : TestModel.Bytes(("b", numbers[8..]), ("a", numbers[..8]));

    private static double Share(float[] own, float[] centre, float[] next)
    {
        double[] way = [.. centre.Zip(own, (to, from) => (double)to - from)], gone = [.. next.Zip(own, (to, from) => (double)to - from)];
        return way.Zip(gone, (a, b) => a * b).Sum() / way.Sum(a => a * a);
    }
}
