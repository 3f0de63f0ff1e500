using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Ipfl.Protocol.V1;
using Ipfl.Service.Tests.Serving;

namespace Ipfl.Service.Tests.Hostile;

/// <summary>
/// Every method of every service, called by everybody: who may, and what the replies show. The methods are those of the contract's
/// descriptors, so that a new one is looked at without being named here.
/// </summary>
public sealed class LeakTests
{
    private const string Market = "test";

    [Fact]
    public async Task Each_role_can_call_its_own_services_and_no_other()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateMarketAsync();
        await server.CreateMarketAsync(terms => terms.Market = "other");
        var keys = new Dictionary<string, ECDsa>
        {
            ["participant"] = (await server.JoinAsync(Market, "participant")).Key,
            ["outsider"] = (await server.JoinAsync("other", "outsider")).Key,
            ["auditor"] = (await server.EnrolAsync(Market, "auditor", 0, Role.Auditor)).Key,
            ["foreign auditor"] = (await server.EnrolAsync("other", "foreign", 0, Role.Auditor)).Key,
            ["operator"] = OperatorKey(server),
            ["revoked"] = (await server.JoinAsync(Market, "revoked")).Key,
            ["stranger"] = ECDsa.Create(ECCurve.NamedCurves.nistP256),
        };
        await server.Operator.Operator.RemoveParticipantAsync(new() { Market = Market, Participant = "revoked", Reason = "test" });
        using var calls = new RawCalls(server);
        foreach (var (path, method) in RawCalls.Methods.Where(found => found.Method.Name != "Enrol"))
        {
            foreach (var (role, key) in keys)
            {
                var reply = await calls.CallAsync(key, path, new RequestFor("revoked").Of(method).ToByteArray());
                Assert.True(Expected(role, method.Service.Name, reply.Status), $"{role} {path}: {reply.Status} {reply.Detail}");
            }
        }
    }

    [Fact]
    public async Task No_reply_shows_a_participant_anything_of_another_that_it_did_not_trade_with_nor_more_than_the_trade()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateMarketAsync(terms => (terms.MaxDistance, terms.Rounds) = (0.5, 2));
        await server.CreateMarketAsync(terms => terms.Market = "other");
        Traces[] traders = [await JoinAsync(server, "alphatrader", 0), await JoinAsync(server, "betatrader", 1), await JoinAsync(server, "gammaloner", 2)];
        var outsider = await server.JoinAsync("other", "outsider");
        var auditor = await server.EnrolAsync(Market, "auditor", 0, Role.Auditor);
        var foreign = await server.EnrolAsync("other", "foreign", 0, Role.Auditor);
        await server.Operator.Operator.OpenMarketAsync(new() { Market = Market });
        foreach (var trader in traders) await trader.Participant.WaitAsync(1, RoundPhase.Collecting);
        foreach (var trader in traders) await trader.Participant.UploadAsync(1, trader.Upload);
        foreach (var trader in traders) await trader.Participant.WaitAsync(1, RoundPhase.Delivering);
        Assert.Equal("betatrader", Assert.Single((await traders[0].Participant.SettleAsync(1)).Bought).Counterpart);
        Assert.Equal("alphatrader", Assert.Single((await traders[1].Participant.SettleAsync(1)).Bought).Counterpart);
        foreach (var trader in traders) await trader.Participant.WaitAsync(2, RoundPhase.Collecting);
        foreach (var trader in traders) await trader.ReadBalanceAsync();

        using var calls = new RawCalls(server);
        foreach (var victim in traders)
        {
            var others = traders.Where(trader => trader != victim).ToArray();
            var isLoner = victim.Participant.Name == "gammaloner";
            foreach (var reader in others)
                await AssertHiddenAsync(calls, reader.Participant, victim, isLoner || reader.Participant.Name == "gammaloner" ? victim.All : victim.Secrets);
            await AssertHiddenAsync(calls, outsider, victim, victim.All);
            await AssertHiddenAsync(calls, foreign, victim, victim.All);
            await AssertHiddenAsync(calls, auditor, victim, victim.Models);
        }

        await AssertFoundAsync(server, calls, traders[0], auditor);
    }

    /// <summary>The traces are such that they would be found: their owner's own replies, and the operator's, hold them.</summary>
    private static async Task AssertFoundAsync(TestServer server, RawCalls calls, Traces owner, LightParticipant auditor)
    {
        var own = await RepliesAsync(calls, owner.Participant.Key, owner);
        foreach (var trace in new[] { "name", "balance", "digest" }) Assert.Contains(own, reply => owner.Named(trace).IsIn(reply.Bytes));
        var seen = await RepliesAsync(calls, OperatorKey(server), owner, method => method.Name is "GetMarket" or "ListMarkets" or "ReadBalances");
        foreach (var trace in new[] { "name", "balance", "samples", "cost", "gain scale" }) Assert.Contains(seen, reply => owner.Named(trace).IsIn(reply.Bytes));
        var audited = await RepliesAsync(calls, auditor.Key, owner);
        foreach (var trace in new[] { "name", "balance" }) Assert.Contains(audited, reply => owner.Named(trace).IsIn(reply.Bytes));
    }

    private static async Task AssertHiddenAsync(RawCalls calls, LightParticipant reader, Traces victim, IReadOnlyList<Trace> hidden)
    {
        foreach (var (method, bytes) in await RepliesAsync(calls, reader.Key, victim))
            foreach (var trace in hidden) Assert.False(trace.IsIn(bytes), $"{reader.Name} sees the {trace.Name} of {victim.Participant.Name} in {method}");
    }

    /// <summary>What a key gets to see when it asks every method about somebody: replies and lines of refusals.</summary>
    private static async Task<List<(string Method, byte[] Bytes)>> RepliesAsync(RawCalls calls, ECDsa key, Traces about, Func<MethodDescriptor, bool>? only = null)
    {
        var replies = new List<(string, byte[])>();
        foreach (var (path, method) in RawCalls.Methods.Where(found => only?.Invoke(found.Method) ?? true))
        {
            // A request of its own making names its own things, of which the reply may say something; all else is asked about the victim.
            var reply = await calls.CallAsync(key, path, new RequestFor(about.Participant.Name, about.Digest).Of(method).ToByteArray());
            replies.Add((path, reply.Status == StatusCode.OK ? reply.Message : []));
            if (!reply.Detail.Contains(about.Participant.Name, StringComparison.Ordinal)) replies.Add((path, System.Text.Encoding.UTF8.GetBytes(reply.Detail)));
        }

        return replies;
    }

    private static async Task<Traces> JoinAsync(TestServer server, string name, int place)
    {
        var (samples, cost, gainScale) = (700_000_123L + (1_010_101 * place), 0.012345678901 + (place * 0.00123456789), 9.87654321e9 + (place * 1e7));
        var participant = await server.JoinAsync(Market, name, samples, cost, gainScale, 50_000.123457m + place);
        return new(participant, samples, cost, gainScale, Upload(place));
    }

    /// <summary>The first two lie near each other, the third elsewhere.</summary>
    private static byte[] Upload(int place)
    {
        var (initial, group, own) = (TestModel.Numbers(0), TestModel.Numbers(place == 2 ? 21 : 20), TestModel.Numbers(30 + place));
        float[] numbers = [.. initial.Select((start, k) => start + group[k] + (own[k] / 10))];
        return TestModel.Bytes(("a", numbers[..8]), ("b", numbers[8..]));
    }

    private static bool Expected(string role, string service, StatusCode status) => (role, service) switch
    {
        ("stranger" or "revoked", _) => status == StatusCode.Unauthenticated,
        ("participant" or "outsider", "Participant") or ("operator", "Operator" or "Auditor") or ("auditor", "Auditor") => status is not (StatusCode.PermissionDenied or StatusCode.Unauthenticated or StatusCode.Unavailable or StatusCode.Unknown),
        _ => status == StatusCode.PermissionDenied,
    };

    private static ECDsa OperatorKey(TestServer server)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(server.Options.Folder.OperatorKey));
        return key;
    }
}
