using System.Text;
using Grpc.Core;
using Ipfl.Protocol;
using Ipfl.Protocol.V1;
using Ipfl.Service.Ledger;
using Ipfl.Service.Tests.Serving;

namespace Ipfl.Service.Tests.Hostile;

/// <summary>A round in which most participants send what no market should take, and the others what looks odd but is good.</summary>
[Collection(nameof(Alone))]
public sealed class UploadTests
{
    private const int Size = 40;

    /// <summary>What is sent, and what the reason must say.</summary>
    private static readonly (string Name, byte[] Bytes, string Reason)[] Bad =
    [
        ("nan", With(12, float.NaN), "not finite"),
        ("infinite", With(39, float.PositiveInfinity), "not finite"),
        ("negative-infinite", With(0, float.NegativeInfinity), "not finite"),
        ("short-tensor", TestModel.Bytes(("a", Numbers[..8]), ("b", Numbers[8..39])), "shape"),
        ("missing", TestModel.Bytes(("a", Numbers[..8])), "missing"),
        ("renamed", TestModel.Bytes(("a", Numbers[..8]), ("../b", Numbers[8..])), "missing"),
        ("extra", TestModel.Bytes(("a", Numbers[..8]), ("b", Numbers[8..]), ("c\0ü", [1])), "tensors"),
        ("half", Tensors(SafetensorsDtype.F16, 2), "F32"),
        ("double", Tensors(SafetensorsDtype.F64, 8), "F32"),
        ("none", Raw("{}", 0), "missing"),
        ("nothing", [0], "header"),
        ("zeros", new byte[200], "header"),
        ("huge-header", Raw("{}", 8, ulong.MaxValue), "header"),
        ("long-header", Raw("{}", 8, 99_999_999), "header"),
        ("deep", Raw(string.Concat(Enumerable.Repeat("{\"a\":", 5000)), 8), "no model"),
        ("cut", TestModel.Bytes(7)[..^1], "bytes"),
        ("longer", [.. TestModel.Bytes(7), 0], "bytes"),
        ("overlapping", Raw("""{"a":{"dtype":"F32","shape":[8],"data_offsets":[0,32]},"b":{"dtype":"F32","shape":[32],"data_offsets":[0,128]}}""", 128), "no model"),
        ("oversized", new byte[70_000], "allowed are 1 to"),
    ];

    /// <summary>Odd, but models.</summary>
    private static readonly (string Name, byte[] Bytes)[] Odd =
    [
        ("reordered", TestModel.Bytes(("b", TestModel.Numbers(900)[8..]), ("a", TestModel.Numbers(900)[..8]))),
        ("largest", TestModel.Bytes(("a", [.. Enumerable.Repeat(float.MaxValue, 8)]), ("b", [.. Enumerable.Repeat(float.MinValue, 32)]))),
        ("smallest", TestModel.Bytes(("a", [.. TestModel.Numbers(0)[..7], TestModel.Numbers(0)[7] + 1e-6f]), ("b", TestModel.Numbers(0)[8..]))),
        ("unmoved", TestModel.Bytes(0)),
        ("zero", TestModel.Bytes(("a", new float[8]), ("b", new float[32]))),
    ];

    private static float[] Numbers => TestModel.Numbers(7, Size);

    [Fact]
    public async Task Bad_uploads_exclude_their_senders_with_a_reason_and_the_round_completes_for_the_others()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        LightParticipant[] honest = [await server.JoinAsync(market, "h0", deposit: 1_000_000_000m), await server.JoinAsync(market, "h1", samples: 1, gainScale: 1e12, deposit: 1e9m), await server.JoinAsync(market, "h2", samples: 1L << 53, cost: 1e9, deposit: 1e9m)];
        var (odd, bad) = (await JoinAsync(Odd.Select(upload => upload.Name)), await JoinAsync(Bad.Select(upload => upload.Name)));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await server.Operator.Operator.OpenMarketAsync(new() { Market = market });
        await honest[0].WaitAsync(1, RoundPhase.Collecting);

        for (var i = 0; i < bad.Length; i++) await ExcludedAsync(bad[i], Bad[i].Bytes, Bad[i].Reason, 1);
        for (var i = 0; i < odd.Length; i++) Assert.True((await odd[i].UploadAsync(1, Odd[i].Bytes)).Accepted);
        for (var i = 0; i < honest.Length; i++) await honest[i].UploadAsync(1, TestModel.Bytes(1000 + i));
        LightParticipant[] taken = [.. honest, .. odd];
        foreach (var participant in taken) await participant.WaitAsync(1, RoundPhase.Delivering);
        var results = await Task.WhenAll(taken.Select(participant => participant.SettleAsync(1)));
        Assert.All(results, result => Assert.Equal(EntryState.Accepted, result.Entry));
        Assert.Contains(results, result => result.Settlement == Settlement.Posted);

        await ReplayedAsync(honest[0]);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 50_000_000);
        await using var db = await server.DatabaseAsync();
        Assert.Null((await LedgerVerification.OfAsync(db, market)).Fault);

        // One after the other: the operator's key may have only some messages on their way at once.
        async Task<LightParticipant[]> JoinAsync(IEnumerable<string> names)
        {
            var joined = new List<LightParticipant>();
            foreach (var name in names) joined.Add(await server.JoinAsync(market, name, deposit: 1_000_000_000m));
            return [.. joined];
        }
    }

    [Fact]
    public async Task Pieces_that_lie_about_their_place_or_their_file_harm_nobody_but_can_be_put_right()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        LightParticipant[] all = [await server.JoinAsync(market, "a"), await server.JoinAsync(market, "b")];
        await server.Operator.Operator.OpenMarketAsync(new() { Market = market });
        await all[0].WaitAsync(1, RoundPhase.Collecting);
        var (calls, model) = (all[0].Calls, TestModel.Bytes(1));
        var digest = LightParticipant.Digest(model);
        foreach (var path in new[] { "", "../../../market.db", digest.ToUpperInvariant(), digest[..^1], digest + "\0", digest + "\n", new string('.', 64), "é" + digest[1..] })
            await RefusedAsync(StatusCode.InvalidArgument, () => calls.BeginUploadAsync(new() { Round = 1, Digest = path, Bytes = model.Length }));
        await RefusedAsync(StatusCode.FailedPrecondition, () => calls.PutPieceAsync(new() { Round = 1, Digest = digest, Data = Bytes(model) }));
        foreach (var round in new[] { 0, -1, 2, int.MaxValue }) await RefusedAsync(StatusCode.NotFound, () => calls.BeginUploadAsync(new() { Round = round, Digest = digest, Bytes = model.Length }));

        await calls.BeginUploadAsync(new() { Round = 1, Digest = digest, Bytes = model.Length });
        foreach (var offset in new[] { -1, long.MinValue, long.MaxValue, 1 }) await RefusedAsync(StatusCode.InvalidArgument, () => calls.PutPieceAsync(new() { Round = 1, Digest = digest, Offset = offset, Data = Bytes(model) }));
        Assert.Equal(0, (await calls.PutPieceAsync(new() { Round = 1, Digest = digest, Offset = 10, Data = Bytes([1]) })).Received);
        await RefusedAsync(StatusCode.InvalidArgument, () => calls.PutPieceAsync(new() { Round = 1, Digest = digest, Data = Bytes(TestModel.Bytes(2)) }));
        Assert.Equal(0, (await calls.BeginUploadAsync(new() { Round = 1, Digest = digest, Bytes = model.Length })).Received);
        Assert.True((await all[0].UploadAsync(1, model, pieceBytes: 17)).Accepted);
        await RefusedAsync(StatusCode.FailedPrecondition, () => calls.BeginUploadAsync(new() { Round = 1, Digest = LightParticipant.Digest([1]), Bytes = 1 }));
        await all[1].UploadAsync(1, TestModel.Bytes(3));
        await all[0].WaitAsync(1, RoundPhase.Delivering);
    }

    [Fact]
    public async Task Reports_out_of_range_are_refused()
    {
        await using var server = await TestServer.StartAsync();
        var participant = await server.EnrolAsync(await server.CreateMarketAsync(), "p");
        foreach (var samples in new[] { 0, -1, long.MinValue, long.MaxValue, (1L << 53) + 1 }) await RefusedReportAsync(participant, new() { Samples = samples });
        foreach (var bad in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, -double.Epsilon, double.MaxValue })
        {
            await RefusedReportAsync(participant, new() { Samples = 1, SharingCost = bad });
            await RefusedReportAsync(participant, new() { Samples = 1, GainScale = bad });
        }
    }

    private static Task RefusedReportAsync(LightParticipant participant, ParticipantReport report) =>
        RefusedAsync(StatusCode.InvalidArgument, () => participant.Calls.SendReportAsync(new() { Report = report }));

    private static async Task ExcludedAsync(LightParticipant participant, byte[] bytes, string reason, int round)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => participant.UploadAsync(round, bytes));
        Assert.True(refusal.StatusCode == StatusCode.InvalidArgument, $"{participant.Name}: {refusal.Status}");
        var state = await participant.Calls.GetRoundAsync(new());
        Assert.Equal(EntryState.Excluded, state.Entry);
        Assert.Contains(reason, state.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', state.Reason);
        Assert.DoesNotContain(Path.GetTempPath(), state.Reason, StringComparison.Ordinal);
        await RefusedAsync(StatusCode.FailedPrecondition, () => participant.Calls.BeginUploadAsync(new() { Round = round, Digest = LightParticipant.Digest(bytes), Bytes = 1 }));
    }

    private static async Task ReplayedAsync(LightParticipant participant)
    {
        await participant.WaitAsync(2, RoundPhase.Collecting);
        await RefusedAsync(StatusCode.FailedPrecondition, () => participant.Calls.BeginUploadAsync(new() { Round = 1, Digest = LightParticipant.Digest([1]), Bytes = 1 }));
        await ExcludedAsync(participant, TestModel.Bytes(1000), "earlier round", 2);
    }

    private static async Task RefusedAsync<T>(StatusCode expected, Func<AsyncUnaryCall<T>> call)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await call());
        Assert.True(refusal.StatusCode == expected, $"{refusal.Status}");
        Assert.DoesNotContain('\n', refusal.Status.Detail);
    }

    private static Google.Protobuf.ByteString Bytes(byte[] bytes) => Google.Protobuf.ByteString.CopyFrom(bytes);

    private static byte[] With(int place, float number)
    {
        var numbers = Numbers;
        numbers[place] = number;
        return TestModel.Bytes(("a", numbers[..8]), ("b", numbers[8..]));
    }

    private static byte[] Tensors(SafetensorsDtype dtype, int width)
    {
        var writer = new SafetensorsWriter();
        writer.Add("a", dtype, [8], new byte[8 * width]);
        writer.Add("b", dtype, [32], new byte[32 * width]);
        using var stream = new MemoryStream();
        writer.WriteTo(stream);
        return stream.ToArray();
    }

    private static byte[] Raw(string header, int data, ulong? stated = null)
    {
        var json = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes(stated ?? (ulong)json.Length), .. json, .. new byte[data]];
    }
}
