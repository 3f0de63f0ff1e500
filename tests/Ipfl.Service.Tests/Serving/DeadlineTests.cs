using Grpc.Core;
using Ipfl.Protocol.V1;
using Microsoft.Extensions.Time.Testing;

namespace Ipfl.Service.Tests.Serving;

/// <summary>What happens when somebody is late, with a clock that the test turns.</summary>
public sealed class DeadlineTests
{
    private const int UploadSeconds = 600;
    private const int DeliverySeconds = 300;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_round_closes_at_its_deadline_with_those_that_are_in()
    {
        await using var server = await TestServer.StartAsync(_time);
        var (market, all) = await OpenAsync(server, 3);
        await all[0].UploadAsync(1, TestModel.Bytes(1));
        await all[1].UploadAsync(1, TestModel.Bytes(2));
        var late = TestModel.Bytes(3);
        var digest = LightParticipant.Digest(late);
        await all[2].Calls.BeginUploadAsync(new() { Round = 1, Digest = digest, Bytes = late.Length });
        await all[2].Calls.PutPieceAsync(new() { Round = 1, Digest = digest, Data = Google.Protobuf.ByteString.CopyFrom(late, 0, 100) });

        await PassAsync(server, all[0], UploadSeconds, 1, RoundPhase.Delivering);
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await all[2].UploadAsync(1, late));
        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        var result = await all[2].Calls.GetResultAsync(new() { Round = 1 });
        Assert.Equal((EntryState.Excluded, $"only 100 of {late.Length} bytes had arrived at the deadline"), (result.Entry, result.Reason));
        Assert.Equal(EntryState.Accepted, (await all[0].Calls.GetResultAsync(new() { Round = 1 })).Entry);
        Assert.Equal(1, (await server.Operator.Operator.GetMarketAsync(new() { Market = market })).Round);
    }

    [Fact]
    public async Task Fewer_than_the_quorum_make_no_round_and_newcomers_may_join_it()
    {
        await using var server = await TestServer.StartAsync(_time);
        var (market, all) = await OpenAsync(server, 2);
        await all[0].UploadAsync(1, TestModel.Bytes(1));
        var newcomer = await server.JoinAsync(market, "newcomer");
        Assert.Equal(EntryState.Unspecified, (await newcomer.Calls.GetRoundAsync(new())).Entry);

        var before = await all[0].Calls.GetRoundAsync(new());
        _time.Advance(TimeSpan.FromSeconds(UploadSeconds));
        var extended = await ChangedAsync(all[0], before.Revision);
        Assert.Equal((RoundPhase.Collecting, before.DeadlineUnixMs + (UploadSeconds * 1000)), (extended.Phase, extended.DeadlineUnixMs));
        Assert.Equal(EntryState.Expected, (await newcomer.Calls.GetRoundAsync(new())).Entry);
        await newcomer.UploadAsync(1, TestModel.Bytes(5));
        await PassAsync(server, all[0], UploadSeconds, 1, RoundPhase.Delivering);
        Assert.Equal("no upload before the deadline", (await all[1].Calls.GetResultAsync(new() { Round = 1 })).Reason);
    }

    [Fact]
    public async Task Who_was_excluded_is_expected_again_when_a_round_lacks_its_quorum()
    {
        await using var server = await TestServer.StartAsync(_time);
        var (market, all) = await OpenAsync(server, 3);
        await all[0].UploadAsync(1, TestModel.Bytes(1));
        await Assert.ThrowsAsync<RpcException>(() => all[1].UploadAsync(1, TestModel.Bytes(2, size: 20)));
        await server.Operator.Operator.RemoveParticipantAsync(new() { Market = market, Participant = "p2", Reason = "left" });
        var before = await all[1].Calls.GetRoundAsync(new());
        Assert.Equal(EntryState.Excluded, before.Entry);

        _time.Advance(TimeSpan.FromSeconds(UploadSeconds));
        var extended = await ChangedAsync(all[1], before.Revision);
        Assert.Equal((EntryState.Expected, ""), (extended.Entry, extended.Reason));
        Assert.True((await all[1].UploadAsync(1, TestModel.Bytes(2))).Accepted);
        await all[0].WaitAsync(1, RoundPhase.Delivering);
        var state = await server.Operator.Operator.GetMarketAsync(new() { Market = market });
        Assert.Equal([EntryState.Accepted, EntryState.Accepted, EntryState.Excluded], state.Participants.Select(participant => participant.Entry));
    }

    [Fact]
    public async Task A_deadline_follows_a_clock_that_jumps()
    {
        await using var server = await TestServer.StartAsync(_time);
        var (_, all) = await OpenAsync(server, 3);
        await all[0].UploadAsync(1, TestModel.Bytes(1));
        await all[1].UploadAsync(1, TestModel.Bytes(2));
        _time.AdjustTime(_time.GetUtcNow().AddSeconds(UploadSeconds));
        await PassAsync(server, all[0], 30, 1, RoundPhase.Delivering);
        Assert.Equal(EntryState.Excluded, (await all[2].Calls.GetRoundAsync(new())).Entry);
    }

    [Theory]
    [InlineData(RoundPhase.Collecting)]
    [InlineData(RoundPhase.Delivering)]
    public async Task A_deadline_moves_by_the_time_that_the_server_was_down(RoundPhase phase)
    {
        await using var server = await TestServer.StartAsync(_time);
        var (_, all) = await OpenAsync(server, 2);
        if (phase == RoundPhase.Delivering)
        {
            for (var i = 0; i < all.Length; i++) await all[i].UploadAsync(1, TestModel.Bytes(i + 1));
            await all[0].WaitAsync(1, RoundPhase.Delivering);
        }

        var before = await all[0].Calls.GetRoundAsync(new());
        await server.StopAsync();
        _time.Advance(TimeSpan.FromHours(1));
        await server.RestartAsync();
        var after = await all[0].Calls.GetRoundAsync(new());
        Assert.Equal((1, phase, before.DeadlineUnixMs + 3_600_000), (after.Round, after.Phase, after.DeadlineUnixMs));
        Assert.NotEqual(before.Revision, after.Revision);
        if (phase == RoundPhase.Collecting)
        {
            for (var i = 0; i < all.Length; i++) Assert.True((await all[i].UploadAsync(1, TestModel.Bytes(i + 1))).Accepted);
            return;
        }

        foreach (var participant in all) await participant.SettleAsync(1);
        Assert.All(await Task.WhenAll(all.Select(one => one.Calls.GetResultAsync(new() { Round = 1 }).ResponseAsync)), result => Assert.NotEqual(Settlement.Voided, result.Settlement));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_refuses_no_honest_call()
    {
        var clock = new SetClock();
        await using var server = await TestServer.StartAsync(clock);
        var (_, all) = await OpenAsync(server, 2);
        clock.Shift = TimeSpan.FromHours(-1);
        Assert.True((await all[0].UploadAsync(1, TestModel.Bytes(1))).Accepted);
        Assert.Single((await server.Operator.Operator.ListMarketsAsync(new())).Markets);
    }

    [Fact]
    public async Task What_is_never_confirmed_is_given_back()
    {
        await using var server = await TestServer.StartAsync(_time);
        var (market, all) = await OpenAsync(server, 3);
        for (var i = 0; i < all.Length; i++) await all[i].UploadAsync(1, TestModel.Bytes(i + 1));
        await all[0].WaitAsync(1, RoundPhase.Delivering);
        var results = await Task.WhenAll(all.Select(participant => participant.Calls.GetResultAsync(new() { Round = 1 }).ResponseAsync));
        var buyers = all.Where((_, i) => results[i].Settlement == Settlement.Pending).ToArray();
        Assert.True(buyers.Length >= 2, "the market must trade for this test to say anything");
        await buyers[0].SettleAsync(1);
        var reserved = (await buyers[1].Calls.GetBalanceAsync(new())).ReservedMicros;
        Assert.True(reserved > 0);
        var before = await buyers[1].Calls.GetBalanceAsync(new());

        await PassAsync(server, all[0], DeliverySeconds, 2, RoundPhase.Collecting);
        var after = await buyers[1].Calls.GetBalanceAsync(new());
        Assert.Equal((0, before.AvailableMicros + reserved), (after.ReservedMicros, after.AvailableMicros));
        Assert.Equal(Settlement.Voided, (await buyers[1].Calls.GetResultAsync(new() { Round = 1 })).Settlement);
        Assert.Equal(Settlement.Posted, (await buyers[0].Calls.GetResultAsync(new() { Round = 1 })).Settlement);
        await CheckAccountsAsync(server, market, all);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => buyers[1].CentreAsync(1))).StatusCode);
        var digest = (await buyers[1].Calls.GetResultAsync(new() { Round = 1 })).CentreDigest;
        Assert.Equal(StatusCode.FailedPrecondition, (await Assert.ThrowsAsync<RpcException>(async () => await buyers[1].Calls.ConfirmCentreAsync(new() { Round = 1, Digest = digest }))).StatusCode);
    }

    [Fact]
    public async Task A_round_that_was_closing_when_the_server_stopped_goes_on_after_its_start()
    {
        await using var server = await TestServer.StartAsync(_time);
        var (market, all) = await OpenAsync(server, 2);
        var model = TestModel.Bytes(1);
        var digest = LightParticipant.Digest(model);
        await all[0].Calls.BeginUploadAsync(new() { Round = 1, Digest = digest, Bytes = model.Length });
        await all[0].Calls.PutPieceAsync(new() { Round = 1, Digest = digest, Data = Google.Protobuf.ByteString.CopyFrom(model, 0, 150) });
        await all[1].UploadAsync(1, TestModel.Bytes(2));

        await server.RestartAsync();
        var state = await all[0].Calls.BeginUploadAsync(new() { Round = 1, Digest = digest, Bytes = model.Length });
        Assert.Equal(150, state.Received);
        Assert.True((await all[0].UploadAsync(1, model)).Accepted);
        await all[0].WaitAsync(1, RoundPhase.Delivering);
        await server.RestartAsync();
        foreach (var participant in all) await participant.SettleAsync(1);
        await all[0].WaitAsync(2, RoundPhase.Collecting);
        await server.Operator.Operator.CloseMarketAsync(new() { Market = market });
        await PassAsync(server, all[0], UploadSeconds, 3, RoundPhase.Done);
        Assert.Equal(MarketPhase.Closed, (await server.Operator.Operator.GetMarketAsync(new() { Market = market })).Phase);
    }

    /// <summary>What everybody is told of a round that is done is what was posted.</summary>
    private static async Task CheckAccountsAsync(TestServer server, string market, LightParticipant[] all)
    {
        var results = await Task.WhenAll(all.Select(participant => participant.Calls.GetResultAsync(new() { Round = 1 }).ResponseAsync));
        Assert.All(results, result =>
        {
            var isVoided = result.Settlement == Settlement.Voided;
            Assert.Equal(isVoided ? 0 : result.Bought.Sum(trade => trade.Micros) / 1e6, result.Paid, 1e-5);
            Assert.Equal(result.Sold.Sum(trade => trade.Micros) / 1e6, result.Received, 1e-5);
            Assert.Equal(0.01 * result.Sold.Count, result.SharingCost, 1e-12);
            Assert.True(!isVoided || result.Gain == 0);
            Assert.Equal(result.Gain - result.Paid + result.Received - result.SharingCost, result.Utility, 1e-12);
        });
        var round = (await server.Operator.Auditor.ReadRoundsAsync(new() { Market = market })).Rounds_[0];
        Assert.Equal(results.Sum(result => result.Utility), round.Welfare, 1e-9);
    }

    private static async Task<(string Market, LightParticipant[] All)> OpenAsync(TestServer server, int participants)
    {
        var market = await server.CreateMarketAsync(terms => (terms.UploadSeconds, terms.DeliverySeconds) = (UploadSeconds, DeliverySeconds));
        var all = new LightParticipant[participants];
        for (var i = 0; i < participants; i++) all[i] = await server.JoinAsync(market, $"p{i}", 500 + (100 * i));
        await server.Operator.Operator.OpenMarketAsync(new() { Market = market });
        await all[0].WaitAsync(1, RoundPhase.Collecting);
        return (market, all);
    }

    /// <summary>Lets time pass and waits for what it brings.</summary>
    private async Task PassAsync(TestServer server, LightParticipant watcher, int seconds, int round, RoundPhase phase)
    {
        Assert.NotNull(server);
        var state = await watcher.Calls.GetRoundAsync(new());
        _time.Advance(TimeSpan.FromSeconds(seconds));
        while (!(state.Round > round || (state.Round == round && state.Phase >= phase) || state.Market == MarketPhase.Closed)) state = await ChangedAsync(watcher, state.Revision);
    }

    /// <summary>The next state: a long wait that ends with the change itself, as no time passes meanwhile.</summary>
    private static async Task<RoundState> ChangedAsync(LightParticipant watcher, long revision) =>
        await watcher.Calls.GetRoundAsync(new() { KnownRevision = revision, WaitSeconds = 30 });
}
