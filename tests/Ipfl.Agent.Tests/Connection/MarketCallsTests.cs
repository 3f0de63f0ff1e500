using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Ipfl.Protocol.Signing;
using Ipfl.Protocol.V1;

namespace Ipfl.Agent.Tests.Connection;

public sealed class MarketCallsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.DeadlineExceeded)]
    [InlineData(StatusCode.ResourceExhausted)]
    [InlineData(StatusCode.Aborted)]
    [InlineData(StatusCode.Cancelled)]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.Unknown)]
    public async Task What_may_pass_is_tried_again(StatusCode status)
    {
        var (failures, waits) = (3, new List<string>());
        using var market = new FakeMarket(_folder.Path);
        market.Fault = (_, after) => !after && failures-- > 0 ? new RpcException(new Status(status, "busy.")) : null;
        var calls = market.Calls();
        calls.Waiting = waits.Add;
        Assert.Equal("toys", (await TermsAsync(calls)).Market);
        Assert.Equal(3, waits.Count);
        Assert.All(waits, line => Assert.Matches("^(the fake|busy).*; trying again in 0.0 s$", line));
    }

    [Fact]
    public async Task A_call_that_is_tried_again_is_signed_anew()
    {
        var (failures, nonces) = (2, new List<string?>());
        using var market = new FakeMarket(_folder.Path);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        market.Fault = (_, after) => !after && failures-- > 0 ? new RpcException(new Status(StatusCode.Unavailable, "signed before the server's start")) : null;
        var invoker = new FakeInvoker(market.Serve) { OnSent = headers => nonces.Add(headers.GetValue(RequestHeaders.Nonce)) };
        var client = new Participant.ParticipantClient(invoker.Intercept(new SigningInterceptor(key, TimeProvider.System)));
        await TermsAsync(new(client, new(TimeSpan.FromSeconds(10), TimeSpan.Zero, TimeSpan.Zero, int.MaxValue), TimeProvider.System) { Server = "the fake" });
        Assert.Equal(3, nonces.Count);
        Assert.Distinct(nonces);
        Assert.DoesNotContain(null, nonces);
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument, false)]
    [InlineData(StatusCode.NotFound, false)]
    [InlineData(StatusCode.FailedPrecondition, false)]
    [InlineData(StatusCode.PermissionDenied, true)]
    [InlineData(StatusCode.Unauthenticated, true)]
    public async Task A_refusal_is_final(StatusCode status, bool isOfKey)
    {
        var asked = 0;
        using var market = new FakeMarket(_folder.Path);
        market.Fault = (_, _) => ++asked > 0 ? new RpcException(new Status(status, "no.")) : null;
        var refusal = await Assert.ThrowsAsync<MarketRefusedException>(() => TermsAsync(market.Calls()));
        Assert.Equal((1, "the fake: no", isOfKey), (asked, refusal.Message, refusal.IsOfKey));
    }

    [Fact]
    public async Task Somebody_who_waits_is_told_when_nobody_answers()
    {
        using var market = new FakeMarket(_folder.Path);
        market.Fault = (_, _) => new RpcException(new Status(StatusCode.Unavailable, "Connection refused"));
        var refusal = await Assert.ThrowsAsync<MarketUnreachableException>(() => TermsAsync(market.Calls(new(TimeSpan.FromSeconds(1), TimeSpan.Zero, TimeSpan.Zero, 2))));
        Assert.Equal("the fake cannot be reached (Connection refused)", refusal.Message);
    }

    [Fact]
    public void Pauses_grow_to_the_longest_and_differ()
    {
        var patience = new CallPatience(TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), int.MaxValue);
        Assert.Equal([0.5, 1, 2, 4, 8, 15, 15], Enumerable.Range(0, 7).Select(attempt => patience.Pause(attempt, 0).TotalSeconds));
        Assert.Equal([1, 2, 4, 8, 16, 30, 30], Enumerable.Range(0, 7).Select(attempt => patience.Pause(attempt, 1).TotalSeconds));
        Assert.Equal(30, patience.Pause(int.MaxValue, 1).TotalSeconds);
    }

    [Fact]
    public void Only_certificates_of_the_pinned_key_are_accepted()
    {
        using var key = ECDsa.Create();
        using var stranger = ECDsa.Create();
        using var certificate = Certificate(key, years: 1);
        using var renewed = Certificate(key, years: 2);
        using var other = Certificate(stranger, years: 1);
        var pin = new ServerPin(TlsKey.Of(certificate));
        Assert.True(pin.Accept(certificate, SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.True(pin.Accept(renewed, SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.Null(pin.Refused);
        Assert.False(pin.Accept(other, SslPolicyErrors.None));
        Assert.Contains(TlsKey.Of(other), pin.Explain("https://x"), StringComparison.Ordinal);
        Assert.False(pin.Accept(null, SslPolicyErrors.RemoteCertificateNotAvailable));
        Assert.True(new ServerPin("").Accept(certificate, SslPolicyErrors.None));
        Assert.False(new ServerPin("").Accept(certificate, SslPolicyErrors.RemoteCertificateChainErrors));
    }

    private static X509Certificate2 Certificate(ECDsa key, int years) =>
        new CertificateRequest("CN=a", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(years));

    [Fact]
    public async Task The_status_shows_state_and_server()
    {
        using var stage = new Stage();
        await stage.RunAsync();
        var status = await AgentStatus.ReadAsync(stage.State, Enrolment.Read(stage.State), null, stage.Market.Calls(), default);
        Assert.Equal(new ServerView("closed", 4, "done", "accepted", "", "7.000000", "0.000001"), status.Live);
        Assert.Equal((4, 4, null, null), (status.Rounds.Count, status.Summary.Rounds, status.LeavesAfter, status.Privacy));
        stage.Market.Fault = (_, _) => new RpcException(new Status(StatusCode.Unavailable, "down"));
        var blind = await AgentStatus.ReadAsync(stage.State, Enrolment.Read(stage.State), null, stage.Market.Calls(new(default, default, default, 1)), default);
        Assert.Equal((null, "the fake cannot be reached (down)"), (blind.Live, blind.Unreachable));
        File.AppendAllText(stage.State.Round(3).Receipt, "x");
        await Assert.ThrowsAsync<InvalidDataException>(() => AgentStatus.ReadAsync(stage.State, Enrolment.Read(stage.State), null, stage.Market.Calls(), default));
    }

    private static Task<Terms> TermsAsync(MarketCalls calls) =>
        calls.Make((client, options) => client.GetTermsAsync(new GetTermsRequest(), options), TestContext.Current.CancellationToken);
}
