using System.Security.Cryptography;
using Grpc.Core;
using Ipfl.Protocol.V1;
using Ipfl.Service.Ledger;
using Ipfl.Service.Tests.Serving;

namespace Ipfl.Service.Tests.Hostile;

/// <summary>Bytes of all sorts at every method, with and without a signature: refused in one line each, and the server goes on.</summary>
public sealed class StrangerTests
{
    private static readonly StatusCode[] CallersFault =
        [StatusCode.OK, StatusCode.InvalidArgument, StatusCode.NotFound, StatusCode.FailedPrecondition, StatusCode.PermissionDenied, StatusCode.ResourceExhausted];

    [Fact]
    public async Task Without_a_signature_every_method_is_refused_however_its_path_is_written()
    {
        await using var server = await TestServer.StartAsync();
        using var calls = new RawCalls(server);
        foreach (var (path, _) in RawCalls.Methods)
        {
            foreach (var written in new[] { path, path.ToLowerInvariant(), path.ToUpperInvariant(), path.Replace("ipfl.v1", "IPFL.V1", StringComparison.Ordinal), path + "/", path.Replace(".", "%2E", StringComparison.Ordinal), "/." + path })
            {
                var reply = await calls.SendAsync(written, RawCalls.Frame([]), []);
                Assert.True(reply.Status is StatusCode.Unauthenticated or StatusCode.ResourceExhausted or StatusCode.Unimplemented or StatusCode.Unknown, $"{written}: {reply}");
                Assert.Empty(reply.Message);
            }
        }
    }

    [Fact]
    public async Task Bytes_that_are_no_message_are_the_callers_fault_whoever_signs_them()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        using var calls = new RawCalls(server);
        var random = new Random(20_26);
        var participant = await server.JoinAsync(market, "p");
        var auditor = await server.EnrolAsync(market, "auditor", 0, Role.Auditor);
        foreach (var (path, method) in RawCalls.Methods)
        {
            var key = method.Service.Name == "Auditor" ? auditor.Key : participant.Key;
            for (var i = 0; i < 6; i++)
            {
                var noise = new byte[random.Next(1, 300)];
                random.NextBytes(noise);
                var reply = await calls.CallAsync(key, path, noise);
                Assert.True(CallersFault.Contains(reply.Status), $"{path}: {reply}");
                Assert.DoesNotContain('\n', reply.Detail);
            }
        }

        Assert.Equal("p", (await participant.Calls.GetBalanceAsync(new())).Participant);
    }

    [Fact]
    public async Task Frames_that_are_not_one_plain_message_are_refused()
    {
        await using var server = await TestServer.StartAsync();
        var participant = await server.JoinAsync(await server.CreateMarketAsync(), "p");
        using var calls = new RawCalls(server);
        const string path = "/ipfl.v1.Participant/GetBalance";
        byte[][] bodies =
        [
            [], [0], [0, 0, 0, 0], RawCalls.Frame([], compressed: 1), RawCalls.Frame([], length: 1), RawCalls.Frame([1, 2, 3], length: 2), RawCalls.Frame([], length: uint.MaxValue),
            RawCalls.Frame([], length: int.MaxValue), [.. RawCalls.Frame([]), .. RawCalls.Frame([])], [.. RawCalls.Frame([]), 0], new byte[2 << 20],
        ];
        foreach (var body in bodies)
        {
            var reply = await calls.SendAsync(path, body, RawCalls.Sign(participant.Key, path, []));
            Assert.True(reply.Status == StatusCode.InvalidArgument, $"{Convert.ToHexString(body.AsSpan(0, Math.Min(16, body.Length)))}: {reply}");
        }

        Assert.Equal(StatusCode.OK, (await calls.CallAsync(participant.Key, path, [])).Status);
    }

    [Fact]
    public async Task A_strangers_body_is_not_waited_for()
    {
        await using var server = await TestServer.StartAsync();
        using var calls = new RawCalls(server);
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (var headers in new[] { [], RawCalls.Sign(stranger, "/ipfl.v1.Participant/PutPiece", []) })
        {
            using var endless = new EndlessContent();
            var reply = await calls.SendAsync("/ipfl.v1.Participant/PutPiece", endless, headers);
            Assert.Equal(StatusCode.Unauthenticated, reply.Status);
        }
    }

    [Fact]
    public async Task What_is_sent_too_slowly_is_cut_off_and_others_are_served_meanwhile()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        var (slow, quick) = (await server.JoinAsync(market, "slow"), await server.JoinAsync(market, "quick"));
        using var calls = new RawCalls(server);
        using var endless = new EndlessContent();
        const string path = "/ipfl.v1.Participant/PutPiece";
        var cut = calls.SendAsync(path, endless, RawCalls.Sign(slow.Key, path, []));
        await endless.Begun;
        var served = 0;
        for (; !cut.IsCompleted; served++)
        {
            await quick.Calls.GetBalanceAsync(new());
            await Task.WhenAny(cut, Task.Delay(50));
        }

        Assert.True(served > 1, $"{served} calls answered meanwhile");
        var end = await Record.ExceptionAsync(() => cut);
        Assert.True(end is HttpRequestException || (end is null && (await cut).Status == StatusCode.InvalidArgument), $"{end}");
        await quick.Calls.GetBalanceAsync(new());
        await slow.Calls.GetBalanceAsync(new());
    }

    [Fact]
    public async Task After_all_of_it_the_ledger_verifies()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        await server.JoinAsync(market, "p");
        var huge = await Assert.ThrowsAsync<RpcException>(async () => await server.Operator.Operator.DepositAsync(new() { Market = market, Participant = "p", Micros = long.MaxValue, Key = "k" }));
        Assert.Equal(StatusCode.InvalidArgument, huge.StatusCode);
        await using var db = await server.DatabaseAsync();
        Assert.Null((await LedgerVerification.OfAsync(db, market)).Fault);
    }
}
