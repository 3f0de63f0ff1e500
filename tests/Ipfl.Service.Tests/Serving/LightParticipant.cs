using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Ipfl.Protocol.V1;

namespace Ipfl.Service.Tests.Serving;

/// <summary>A participant without training: it makes the calls of an agent, in the order a test wants.</summary>
internal sealed class LightParticipant(string name, ECDsa key, CallInvoker invoker)
{
    public string Name { get; } = name;

    public ECDsa Key { get; } = key;

    public Participant.ParticipantClient Calls { get; } = new(invoker);

    public Auditor.AuditorClient Audits { get; } = new(invoker);

    public Operator.OperatorClient Operations { get; } = new(invoker);

    public int Number { get; private set; }

    public byte[] ServerKey { get; private set; } = [];

    public long MaxSamples { get; private set; }

    public async Task EnrolAsync(string token)
    {
        var reply = await Calls.EnrolAsync(new() { Token = token, PublicKey = ByteString.CopyFrom(Key.ExportSubjectPublicKeyInfo()) });
        (Number, ServerKey, MaxSamples) = (reply.Number, reply.ServerKey.ToByteArray(), reply.MaxSamples);
    }

    public async Task ReportAsync(long samples, double? cost, double gainScale)
    {
        var report = new ParticipantReport { Samples = samples, GainScale = gainScale };
        if (cost is { } sells) report.SharingCost = sells;
        await Calls.SendReportAsync(new() { Report = report });
    }

    /// <summary>Uploads a model in pieces.</summary>
    public async Task<UploadState> UploadAsync(int round, byte[] model, int pieceBytes = 1 << 18)
    {
        var digest = Digest(model);
        var state = await Calls.BeginUploadAsync(new() { Round = round, Digest = digest, Bytes = model.Length });
        while (!state.Accepted)
        {
            var length = (int)Math.Min(pieceBytes, model.Length - state.Received);
            state = await Calls.PutPieceAsync(new() { Round = round, Digest = digest, Offset = state.Received, Data = ByteString.CopyFrom(model, (int)state.Received, length) });
        }

        return state;
    }

    /// <summary>Waits until the round is in a phase, or beyond it.</summary>
    public async Task<RoundState> WaitAsync(int round, RoundPhase phase)
    {
        var state = await Calls.GetRoundAsync(new());
        while (!IsThere(state, round, phase)) state = await Calls.GetRoundAsync(new() { KnownRevision = state.Revision, WaitSeconds = 20 });
        return state;
    }

    /// <summary>The caller's centre of a round.</summary>
    public async Task<byte[]> CentreAsync(int round)
    {
        var bytes = new List<byte>();
        ModelPiece piece;
        do
        {
            piece = await Calls.ReadCentreAsync(new() { Round = round, Offset = bytes.Count });
            bytes.AddRange(piece.Data.ToByteArray());
        }
        while (bytes.Count < piece.TotalBytes);
        return [.. bytes];
    }

    /// <summary>Fetches and confirms what was bought, if anything was.</summary>
    public async Task<Result> SettleAsync(int round)
    {
        var result = await Calls.GetResultAsync(new() { Round = round });
        if (result.Settlement != Settlement.Pending) return result;
        var centre = await CentreAsync(round);
        Assert.Equal(result.CentreDigest, Digest(centre));
        return await Calls.ConfirmCentreAsync(new() { Round = round, Digest = result.CentreDigest });
    }

    public static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static bool IsThere(RoundState state, int round, RoundPhase phase) =>
        state.Round > round || (state.Round == round && state.Phase >= phase) || state.Market == MarketPhase.Closed;
}
