using Google.Protobuf;
using Grpc.Core;
using Ipfl.Protocol.Signing;
using Ipfl.Protocol.V1;
using Ipfl.Service.Calls;
using Ipfl.Service.Tests.Serving;
using Microsoft.Extensions.Time.Testing;

namespace Ipfl.Service.Tests.Hostile;

/// <summary>Calls that somebody else signed, that were signed before, or that are not what was signed.</summary>
public sealed class SignatureTests
{
    private const string Report = "/ipfl.v1.Participant/SendReport";
    private const string Balance = "/ipfl.v1.Participant/GetBalance";

    [Fact]
    public async Task A_call_counts_once_and_only_as_it_was_signed()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        var (honest, other) = (await server.JoinAsync(market, "honest"), await server.JoinAsync(market, "other"));
        using var calls = new RawCalls(server);
        var message = new SendReportRequest { Report = new() { Samples = 77, GainScale = 5 } }.ToByteArray();
        var tampered = new SendReportRequest { Report = new() { Samples = 78, GainScale = 5 } }.ToByteArray();

        var signed = RawCalls.Sign(honest.Key, Report, message);
        Assert.Equal(StatusCode.Unauthenticated, (await calls.SendAsync(Report, RawCalls.Frame(tampered), signed)).Status);
        Assert.Equal(StatusCode.OK, (await calls.SendAsync(Report, RawCalls.Frame(message), signed)).Status);
        var again = await calls.SendAsync(Report, RawCalls.Frame(message), signed);
        Assert.Equal((StatusCode.Unauthenticated, "the nonce was used before"), (again.Status, again.Detail));

        await RefusedAsync(calls, Balance, message, RawCalls.Sign(honest.Key, Report, message));
        await RefusedAsync(calls, Report, message, With(RawCalls.Sign(honest.Key, Report, message), RequestHeaders.Time, "1"));
        await RefusedAsync(calls, Report, message, With(RawCalls.Sign(honest.Key, Report, message), RequestHeaders.Nonce, new string('a', 20)));
        await RefusedAsync(calls, Report, message, With(RawCalls.Sign(other.Key, Report, message), RequestHeaders.Key, KeyId.Of(honest.Key)));
        await RefusedAsync(calls, Report, message, RawCalls.Sign(honest.Key, Report, message, TimeSpan.FromMinutes(-6)));
        await RefusedAsync(calls, Report, message, RawCalls.Sign(honest.Key, Report, message, TimeSpan.FromMinutes(6)));
    }

    [Theory]
    [InlineData(RequestHeaders.Key, "")]
    [InlineData(RequestHeaders.Key, "../../../../../../../etc/passwd.")]
    [InlineData(RequestHeaders.Time, "-1")]
    [InlineData(RequestHeaders.Time, "99999999999999999999")]
    [InlineData(RequestHeaders.Time, "1e3")]
    [InlineData(RequestHeaders.Nonce, "short")]
    [InlineData(RequestHeaders.Nonce, "../../../../../../../etc/passwd")]
    [InlineData(RequestHeaders.Nonce, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0")]
    [InlineData(RequestHeaders.Signature, "")]
    [InlineData(RequestHeaders.Signature, "!!!!")]
    [InlineData(RequestHeaders.Signature, "AAAA")]
    [InlineData(RequestHeaders.Signature, "MAYCAQACAQA=")]
    public async Task A_header_that_no_signer_writes_is_refused(string header, string value)
    {
        await using var server = await TestServer.StartAsync();
        var honest = await server.JoinAsync(await server.CreateMarketAsync(), "honest");
        using var calls = new RawCalls(server);
        await RefusedAsync(calls, Balance, [], With(RawCalls.Sign(honest.Key, Balance, []), header, value));
        await RefusedAsync(calls, Balance, [], RawCalls.Sign(honest.Key, Balance, []).Where(signed => signed.Key != header).ToDictionary());
    }

    [Fact]
    public async Task A_nonce_that_is_signed_but_no_nonce_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        var honest = await server.JoinAsync(await server.CreateMarketAsync(), "honest");
        using var calls = new RawCalls(server);
        await RefusedAsync(calls, Balance, [], RawCalls.Sign(honest.Key, Balance, [], nonce: "0123456789/../0123"));
        await RefusedAsync(calls, Balance, [], RawCalls.Sign(honest.Key, Balance, [], nonce: "short"));
    }

    [Fact]
    public async Task After_a_restart_nothing_that_was_signed_before_counts()
    {
        await using var server = await TestServer.StartAsync();
        var honest = await server.JoinAsync(await server.CreateMarketAsync(), "honest");
        var signed = RawCalls.Sign(honest.Key, Balance, [], TimeSpan.FromSeconds(-1));
        await server.RestartAsync();
        using var calls = new RawCalls(server);
        var reply = await calls.SendAsync(Balance, RawCalls.Frame([]), signed);
        Assert.Equal((StatusCode.Unavailable, "the call was signed before this server started; sign it again"), (reply.Status, reply.Detail));
    }

    [Fact]
    public void A_late_clock_gets_through_once_it_is_past_the_start_and_is_told_to_try_again_until_then()
    {
        var time = new FakeTimeProvider();
        var nonces = new NonceLog(time);
        var late = TimeSpan.FromSeconds(40);
        Assert.Equal(StatusCode.Unavailable, nonces.TimeFault(time.GetUtcNow() - late)?.StatusCode);
        time.Advance(late);
        Assert.Null(nonces.TimeFault(time.GetUtcNow() - late));
        Assert.Equal(StatusCode.Unauthenticated, nonces.TimeFault(time.GetUtcNow() - (2 * NonceLog.Window))?.StatusCode);
    }

    [Fact]
    public async Task The_key_of_a_removed_participant_is_refused_from_that_moment_and_its_round_does_not_wait()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        var all = new[] { await server.JoinAsync(market, "a"), await server.JoinAsync(market, "b"), await server.JoinAsync(market, "removed") };
        await server.Operator.Operator.OpenMarketAsync(new() { Market = market });
        foreach (var participant in all) await participant.WaitAsync(1, RoundPhase.Collecting);
        await all[0].UploadAsync(1, TestModel.Bytes(1));
        await all[1].UploadAsync(1, TestModel.Bytes(2));
        await server.Operator.Operator.RemoveParticipantAsync(new() { Market = market, Participant = "removed", Reason = "stopped\r\nanswering" });
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await all[2].Calls.GetBalanceAsync(new()));
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        await all[0].WaitAsync(1, RoundPhase.Delivering);
        var state = await server.Operator.Operator.GetMarketAsync(new() { Market = market });
        Assert.Equal("removed by the operator: stopped answering", state.Participants[2].Reason);
    }

    private static async Task RefusedAsync(RawCalls calls, string path, byte[] message, Dictionary<string, string> headers)
    {
        var reply = await calls.SendAsync(path, RawCalls.Frame(message), headers);
        Assert.True(reply.Status == StatusCode.Unauthenticated, $"{reply}");
        Assert.Empty(reply.Message);
    }

    private static Dictionary<string, string> With(Dictionary<string, string> headers, string name, string value)
    {
        headers[name] = value;
        return headers;
    }
}
