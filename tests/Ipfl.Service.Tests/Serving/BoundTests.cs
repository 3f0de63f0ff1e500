using Grpc.Core;
using Ipfl.Protocol.V1;

namespace Ipfl.Service.Tests.Serving;

/// <summary>What a market of this release asks of its participants before money follows their words; markets of before go on as they were made.</summary>
public sealed class BoundTests
{
    [Fact]
    public async Task Reports_stay_within_what_the_operator_attested_and_the_terms_allow()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync(terms => (terms.Evidence, terms.MaxGainScale) = ("none", 1e6));
        Assert.Contains("max samples: found nothing; allowed: 1 to 2^53, the most samples that you attest 'ann' to have", await RefusedAsync(() => server.EnrolAsync(market, "ann")), StringComparison.Ordinal);
        Assert.Contains("max samples: found 5 for an auditor", await RefusedAsync(() => server.EnrolAsync(market, "eve", role: Role.Auditor, maxSamples: 5)), StringComparison.Ordinal);
        await server.EnrolAsync(market, "eve", role: Role.Auditor);
        var ann = await server.EnrolAsync(market, "ann", maxSamples: 500);
        Assert.Equal(500, ann.MaxSamples);
        Assert.Contains("samples: found 501; allowed: up to 500, as the operator of market 'test' attested for 'ann'", await RefusedAsync(() => ann.ReportAsync(501, 1, 5)), StringComparison.Ordinal);
        Assert.Contains("gain_scale: found 1000001; allowed: 0 to 1000000", await RefusedAsync(() => ann.ReportAsync(500, 1, 1_000_001)), StringComparison.Ordinal);
        await ann.ReportAsync(500, 1, 1e6);
        Assert.Equal(500, Assert.Single((await server.Operator.Operator.GetMarketAsync(new() { Market = market })).Participants).MaxSamples);
    }

    [Fact]
    public async Task A_market_of_an_earlier_release_asks_for_no_bounds()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        var ann = await server.EnrolAsync(market, "ann");
        Assert.Equal(0, ann.MaxSamples);
        await ann.ReportAsync(1L << 53, 1, 1e12);
    }

    [Theory]
    [InlineData("none", EntryState.Excluded)]
    [InlineData("", EntryState.Accepted)]
    public async Task The_initial_model_unchanged_is_no_upload(string evidence, EntryState expected)
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync(terms => terms.Evidence = evidence);
        LightParticipant[] all = [await server.JoinAsync(market, "a", maxSamples: 1000), await server.JoinAsync(market, "b", maxSamples: 1000), await server.JoinAsync(market, "c", maxSamples: 1000)];
        await server.Operator.Operator.OpenMarketAsync(new() { Market = market });
        await all[0].WaitAsync(1, RoundPhase.Collecting);
        var still = TestModel.Numbers(0);
        still[3] = MathF.BitIncrement(still[3]);
        try
        {
            await all[0].UploadAsync(1, TestModel.Bytes(("b", still[8..]), ("a", still[..8])));
        }
        catch (RpcException refused)
        {
            Assert.Contains("the initial model unchanged", refused.Status.Detail, StringComparison.Ordinal);
        }

        Assert.Equal(expected, (await all[0].Calls.GetRoundAsync(new())).Entry);
        Assert.True((await all[1].UploadAsync(1, TestModel.Bytes(1))).Accepted);
    }

    [Theory]
    [InlineData("evidence: found 'words'; allowed: none, cosine, probe")]
    [InlineData("import: found 'all'; allowed: mean, pull")]
    [InlineData("clip: found '0'; allowed: a number above 0")]
    [InlineData("exclusive distance: found '0.05'; allowed: 0 with the mechanism critical")]
    [InlineData("reference gain: found '5'; allowed: a number above 0 with the mechanism reference, 0 with others")]
    [InlineData("trial share: found '0.9'; allowed: a number from 0 to 0.5")]
    [InlineData("fallback: found 'luck'; allowed: a mechanism, or nothing")]
    [InlineData("probe: found 'nothing'; allowed: a labelled set")]
    [InlineData("probe: found 'something'; allowed: nothing without the evidence probe")]
    [InlineData("probe: found 'the network '''; allowed: a network that the server can run: simple-cnn")]
    public async Task Terms_of_worth_that_mean_nothing_are_refused(string told)
    {
        await using var server = await TestServer.StartAsync();
        ProbeTerms probe = new() { Digest = new string('a', 64), Bytes = 5 };
        var refused = await RefusedAsync(() => server.CreateMarketAsync(terms => _ = told.Split(':')[0] switch
        {
            "evidence" => terms.Evidence = "words",
            "import" => terms.Import = "all",
            "clip" => terms.Import = "mean",
            "exclusive distance" => (terms.Mechanism, terms.ExclusiveDistance) = ("critical", 0.05),
            "reference gain" => terms.ReferenceGain = 5,
            "trial share" => terms.TrialShare = 0.9,
            "fallback" => terms.Fallback = "luck",
            _ when told.Contains("'nothing'", StringComparison.Ordinal) => terms.Evidence = "probe",
            _ when told.Contains("'something'", StringComparison.Ordinal) => terms.Probe = probe,
            _ => (object)((terms.Evidence, terms.Probe) = ("probe", probe)),
        }));
        Assert.Contains(told, refused, StringComparison.Ordinal);
    }

    private static async Task<string> RefusedAsync(Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        return refused.Status.Detail;
    }
}
