using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Ipfl.Data;
using Ipfl.Learning;
using Ipfl.Protocol;
using Ipfl.Protocol.V1;

namespace Ipfl.Service.Tests.Serving;

/// <summary>A market that judges models on its operator's labelled set.</summary>
public sealed class ProbeTests : IDisposable
{
    private const int Count = 40;
    private const int Right = 3;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_model_that_knows_the_answers_is_worth_more_than_its_owner_claims_and_junk_is_worth_nothing()
    {
        await using var server = await TestServer.StartAsync();
        var set = Set(Right);
        var market = await CreateAsync(server, set);
        Assert.Contains("has no probe yet", await RefusedAsync(StatusCode.FailedPrecondition, () => server.Operator.Operator.OpenMarketAsync(new() { Market = market }).ResponseAsync), StringComparison.Ordinal);
        Assert.Contains("does not have the digest", await RefusedAsync(StatusCode.InvalidArgument, () => SendAsync(server, market, Set(Right + 1))), StringComparison.Ordinal);
        await SendAsync(server, market, set);
        await SendAsync(server, market, set);

        // The seller that knows claims one sample; the one that does not claims a million.
        LightParticipant[] all = [await JoinAsync(server, market, "buyer", 1000), await JoinAsync(server, market, "knows", 1), await JoinAsync(server, market, "claims", 1_000_000)];
        Assert.Contains("they count as they were stated first", await RefusedAsync(StatusCode.FailedPrecondition, () => SharesAsync(all[0], 1000, [.. Enumerable.Repeat(0.1, 10)])), StringComparison.Ordinal);
        Assert.Contains("class_shares: found 3; allowed: 10", await RefusedAsync(StatusCode.InvalidArgument, () => SharesAsync(all[0], 1000, [0.5, 0.5, 0])), StringComparison.Ordinal);
        await server.Operator.Operator.OpenMarketAsync(new() { Market = market });
        await all[0].WaitAsync(1, RoundPhase.Collecting);
        await all[0].UploadAsync(1, Model(1, 0, 0));
        await all[1].UploadAsync(1, Model(1, 0, 4));
        await all[2].UploadAsync(1, Model(2, 0, -4));
        await all[0].WaitAsync(1, RoundPhase.Delivering);
        await using var db = await server.DatabaseAsync();
        var bought = db.Trades.Where(row => row.Buyer == 0).ToList();
        var trade = Assert.Single(bought);
        Assert.Equal((1, 1L), (trade.Seller, trade.ClaimedSamples));
        Assert.True(trade.EffectiveSamples > 100, $"worth {trade.EffectiveSamples} samples");
        Assert.DoesNotContain(db.Trades, row => row.Seller == 2);
        Assert.Equal(Count, (await all[0].Calls.GetTermsAsync(new())).Probe.Samples);
    }

    [Theory]
    [InlineData("inputs", "'inputs' has the shape")]
    [InlineData("labels", "'labels' holds 10; allowed are 0 to 9")]
    [InlineData("name", "tensor 'labels' is missing")]
    public async Task A_set_that_is_none_is_refused(string wrong, string told)
    {
        await using var server = await TestServer.StartAsync();
        var set = wrong switch { "inputs" => Set(Right, side: 27), "labels" => Set(10), _ => Set(Right, labels: "answers") };
        var market = await CreateAsync(server, set);
        Assert.Contains(told, await RefusedAsync(StatusCode.InvalidArgument, () => SendAsync(server, market, set)), StringComparison.Ordinal);
    }

    private async Task<string> CreateAsync(TestServer server, byte[] set)
    {
        var terms = TestServer.Terms(terms =>
        {
            (terms.Mechanism, terms.Lambda, terms.Evidence, terms.Import, terms.Clip, terms.MaxDistance) = ("clock", 0, "probe", "mean", 2, 2);
            terms.Probe = new() { Digest = Convert.ToHexStringLower(SHA256.HashData(set)), Bytes = set.Length };
            terms.Training = new() { Model = "simple-cnn", InputShape = { 1, 28, 28 }, Classes = 10, Steps = 1, BatchSize = 1, LearningRate = 0.1 };
        });
        await server.Operator.Operator.CreateMarketAsync(new() { Terms = terms });
        var initial = Model(0, 0, 0);
        await server.Operator.Operator.PutInitialModelAsync(new() { Market = terms.Market, Data = ByteString.CopyFrom(initial) });
        await server.Operator.Operator.PutInitialModelAsync(new() { Market = terms.Market, Offset = initial.Length });
        return terms.Market;
    }

    private static async Task SendAsync(TestServer server, string market, byte[] set)
    {
        await server.Operator.Operator.PutProbeAsync(new() { Market = market, Data = ByteString.CopyFrom(set) });
        await server.Operator.Operator.PutProbeAsync(new() { Market = market, Offset = set.Length });
    }

    private static async Task<LightParticipant> JoinAsync(TestServer server, string market, string name, long samples)
    {
        var participant = await server.EnrolAsync(market, name, 1000, maxSamples: samples);
        await SharesAsync(participant, samples, [.. Enumerable.Range(0, 10).Select(label => label == Right ? 0.9 : label == 5 ? 0.1 : 0)]);
        return participant;
    }

    private static async Task SharesAsync(LightParticipant participant, long samples, double[] shares) =>
        await participant.Calls.SendReportAsync(new() { Report = new() { Samples = samples, SharingCost = 0.01, GainScale = 5e5 }, ClassShares = { shares } });

    private static async Task<string> RefusedAsync(StatusCode status, Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(status, refused.StatusCode);
        return refused.Status.Detail;
    }

    /// <summary>The network of a seed, its last layer inclined to the right answer, blurred by noise.</summary>
    private byte[] Model(int blurSeed, float blur, float inclination)
    {
        var drawn = _folder.File("drawn.safetensors");
        ModelFile.Draw(drawn, "simple-cnn", [1, 28, 28], 10, seed: 0);
        var random = new RandomStream(blurSeed, RandomPurpose.Algorithm);
        var writer = new SafetensorsWriter();
        using (var file = SafetensorsFile.Open(drawn))
        {
            foreach (var entry in file.Entries)
            {
                var numbers = file.ReadSingles(entry.Name);
                for (var k = 0; k < numbers.Length; k++) numbers[k] += (float)((blur + (blurSeed > 0 ? 0.001 : 0)) * random.NextNormal());
                if (entry.Name == "fc3.bias") numbers[Right] += inclination;
                writer.Add(entry.Name, [.. entry.Shape], numbers);
            }
        }

        using var stream = new MemoryStream();
        writer.WriteTo(stream);
        return stream.ToArray();
    }

    private static byte[] Set(int label, int side = 28, string labels = "labels")
    {
        var random = new RandomStream(9, RandomPurpose.Algorithm);
        var inputs = new float[Count * side * side];
        for (var k = 0; k < inputs.Length; k++) inputs[k] = (float)random.NextNormal();
        var answers = new byte[Count * sizeof(long)];
        for (var i = 0; i < Count; i++) BitConverter.TryWriteBytes(answers.AsSpan(i * sizeof(long)), (long)label);
        var writer = new SafetensorsWriter();
        writer.Add("inputs", [Count, 1, side, side], inputs);
        writer.Add(labels, SafetensorsDtype.I64, [Count], stream => stream.Write(answers));
        using var file = new MemoryStream();
        writer.WriteTo(file);
        return file.ToArray();
    }
}
