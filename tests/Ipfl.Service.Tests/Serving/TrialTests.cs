using System.Security.Cryptography;
using Grpc.Core;
using Ipfl.Protocol.Ledger;
using Ipfl.Protocol.V1;
using Ipfl.Service.Ledger;

namespace Ipfl.Service.Tests.Serving;

/// <summary>The buyer's trial: what it rejects it does not pay for, what it states is written down.</summary>
public sealed class TrialTests
{
    private const int Participants = 3;

    [Fact]
    public async Task A_rejected_centre_costs_nothing_and_a_used_one_is_paid_with_its_statement()
    {
        await using var server = await TestServer.StartAsync();
        var (market, all) = await DeliveringAsync(server);
        var results = await Task.WhenAll(all.Select(participant => participant.Calls.GetResultAsync(new() { Round = 1 }).ResponseAsync));
        Assert.All(results, result => Assert.Equal(Settlement.Pending, result.Settlement));
        var trial = new Trial { Samples = 50, OwnLoss = 0.8, CentreLoss = 0.6 };

        var rejected = await all[0].Calls.ConfirmCentreAsync(Word(results[0], CentreVerdict.Rejected, new() { Samples = 50, OwnLoss = 0.6, CentreLoss = 0.8 }));
        Assert.Equal((Settlement.Voided, CentreVerdict.Rejected, 0.0), (rejected.Settlement, rejected.Verdict, rejected.RealisedGain));
        var balance = await all[0].Calls.GetBalanceAsync(new());
        Assert.Equal(0, balance.ReservedMicros);
        Assert.Equal(rejected, await all[0].Calls.ConfirmCentreAsync(Word(results[0], CentreVerdict.Rejected, null)));
        Assert.Equal(StatusCode.FailedPrecondition, await RefusedAsync(all[0], Word(results[0], CentreVerdict.Used, null)));
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => all[0].CentreAsync(1))).StatusCode);

        var used = await all[1].Calls.ConfirmCentreAsync(Word(results[1], CentreVerdict.Used, trial));
        Assert.Equal((Settlement.Posted, CentreVerdict.Used, trial), (used.Settlement, used.Verdict, used.Trial));
        Assert.Equal(Math.Sqrt(5e5 / 1100) * 0.25, used.RealisedGain, 1e-12);
        Assert.Equal(StatusCode.FailedPrecondition, await RefusedAsync(all[1], Word(results[1], CentreVerdict.Rejected, null)));
        await all[2].SettleAsync(1);

        await all[0].WaitAsync(2, RoundPhase.Collecting);
        await CheckAccountsAsync(server, market, all);
        var receipt = Open(all[1], await all[1].Calls.GetReceiptAsync(new() { Round = 1 }));
        Assert.Equal((CentreVerdict.Used, trial, used.RealisedGain), (receipt.Verdict, receipt.Trial, receipt.RealisedGain));
        Assert.Equal(results[1].Gain, receipt.Gain);
        Assert.Equal(CentreVerdict.Rejected, Open(all[0], await all[0].Calls.GetReceiptAsync(new() { Round = 1 })).Verdict);
        var round = (await server.Operator.Auditor.ReadRoundsAsync(new() { Market = market })).Rounds_[0];
        Assert.Equal((2, 1, used.RealisedGain), (round.Trials, round.Rejected, round.RealisedGain));
        Assert.Equal(used.Bought.Sum(trade => trade.Micros) + results[2].Bought.Sum(trade => trade.Micros), round.PaidMicros);
        await using var db = await server.DatabaseAsync();
        Assert.Contains(db.AuditLog, row => row.Actor == "p0" && row.Action == "rejected" && row.Detail == "centre of round 1: loss 0.6 before, 0.8 after, on 50 samples; paid 0.000000, realised gain 0.000000");
        Assert.Contains(db.AuditLog, row => row.Actor == "p1" && row.Action == "used" && row.Detail.StartsWith("centre of round 1: loss 0.8 before, 0.6 after, on 50 samples; paid "));
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(5, double.NaN, 1)]
    [InlineData(5, 1, -0.1)]
    [InlineData(5, double.PositiveInfinity, 1)]
    public async Task A_trial_that_is_none_is_refused_and_nothing_is_paid(int samples, double own, double centre)
    {
        await using var server = await TestServer.StartAsync();
        var (_, all) = await DeliveringAsync(server);
        var result = await all[0].Calls.GetResultAsync(new() { Round = 1 });
        Assert.Equal(StatusCode.InvalidArgument, await RefusedAsync(all[0], Word(result, CentreVerdict.Used, new() { Samples = samples, OwnLoss = own, CentreLoss = centre })));
        Assert.Equal(Settlement.Pending, (await all[0].Calls.GetResultAsync(new() { Round = 1 })).Settlement);
    }

    private static ConfirmCentreRequest Word(Result result, CentreVerdict verdict, Trial? trial) => new() { Round = 1, Digest = result.CentreDigest, Verdict = verdict, Trial = trial };

    private static async Task<StatusCode> RefusedAsync(LightParticipant participant, ConfirmCentreRequest request) =>
        (await Assert.ThrowsAsync<RpcException>(async () => await participant.Calls.ConfirmCentreAsync(request))).StatusCode;

    private static Receipt Open(LightParticipant participant, SignedReceipt receipt)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(participant.ServerKey, out _);
        return ReceiptCheck.Open(receipt, key);
    }

    /// <summary>All money is somewhere, nothing is reserved, and nobody is told of a payment that was not made.</summary>
    private static async Task CheckAccountsAsync(TestServer server, string market, LightParticipant[] all)
    {
        await using var db = await server.DatabaseAsync();
        Assert.Null((await LedgerVerification.OfAsync(db, market)).Fault);
        var balances = await server.Operator.Auditor.ReadBalancesAsync(new() { Market = market });
        Assert.Equal(Participants * 1_000_000_000L, balances.Participants.Sum(balance => balance.AvailableMicros) + balances.RoundingMicros);
        Assert.All(balances.Participants, balance => Assert.Equal(0, balance.ReservedMicros));
        var results = await Task.WhenAll(all.Select(participant => participant.Calls.GetResultAsync(new() { Round = 1 }).ResponseAsync));
        Assert.Equal((0.0, 0.0), (results[0].Gain, results[0].Paid));
        Assert.All(results, result => Assert.Equal(result.Sold.Sum(trade => trade.Micros) / 1e6, result.Received, 1e-5));
        Assert.All(results, result => Assert.Equal(0.01 * result.Sold.Count, result.SharingCost, 1e-12));
        Assert.DoesNotContain(results[1].Sold.Concat(results[2].Sold), trade => trade.Counterpart == "p0");
    }

    private static async Task<(string Market, LightParticipant[] All)> DeliveringAsync(TestServer server)
    {
        var market = await server.CreateMarketAsync();
        var all = new LightParticipant[Participants];
        for (var i = 0; i < all.Length; i++) all[i] = await server.JoinAsync(market, $"p{i}", 1000 + (100 * i));
        await server.Operator.Operator.OpenMarketAsync(new() { Market = market });
        await all[0].WaitAsync(1, RoundPhase.Collecting);
        for (var i = 0; i < all.Length; i++) await all[i].UploadAsync(1, TestModel.Bytes(i + 1));
        await all[0].WaitAsync(1, RoundPhase.Delivering);
        return (market, all);
    }
}
