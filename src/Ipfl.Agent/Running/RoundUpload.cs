using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Ipfl.Protocol.V1;

namespace Ipfl.Agent;

/// <summary>Uploads a round's model in pieces; the server says how much of it has arrived, so that a broken upload goes on from there.</summary>
internal sealed class RoundUpload(AgentContext context)
{
    private const int MostAttempts = 3;

    /// <summary>Uploads; the result is accepted, or lost with the server's reason.</summary>
    /// <exception cref="InvalidDataException">The file on disk is no longer the one that was trained.</exception>
    public async Task<RoundProgress> SendAsync(RoundProgress progress, CancellationToken cancellation)
    {
        var files = context.Folder.Round(progress.Round);
        var path = progress.Blurred ? files.Blurred : files.Own;
        var content = UnsafeByteOperations.UnsafeWrap(await File.ReadAllBytesAsync(path, cancellation));
        if (Convert.ToHexStringLower(SHA256.HashData(content.Span)) != progress.UploadDigest) throw new InvalidDataException($"{path}: was changed since it was trained; restore it from a copy");
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await SendAsync(progress, content, cancellation);
                break;
            }
            catch (MarketRefusedException refusal) when (!refusal.IsOfKey)
            {
                // It may have been accepted before, by an answer that was lost; or the server threw damaged bytes away, or has forgotten
                // that they were announced, and wants them again.
                var entry = await EntryAsync(progress.Round, cancellation);
                if (entry == EntryState.Accepted) break;
                if (entry is not (EntryState.Expected or EntryState.Receiving) || attempt == MostAttempts) return Lose(progress, refusal.Message);
            }
        }

        var accepted = context.Journal.Keep(progress with { Step = RoundStep.Accepted });
        context.Tell(AgentStep.Accepted, progress.Round, $"round {progress.Round}: uploaded {content.Length} bytes");
        return accepted;
    }

    /// <summary>Notes that the round goes on without this participant.</summary>
    public RoundProgress Lose(RoundProgress progress, string reason)
    {
        var lost = context.Journal.Keep(progress with { Step = RoundStep.Lost, Reason = reason });
        context.Tell(AgentStep.Missed, progress.Round, $"round {progress.Round}: the upload does not count: {reason}");
        return lost;
    }

    private async Task SendAsync(RoundProgress progress, ByteString content, CancellationToken cancellation)
    {
        var begin = new BeginUploadRequest { Round = progress.Round, Digest = progress.UploadDigest, Bytes = content.Length, Metrics = Metrics(progress.Measures) };
        var state = await context.Calls.Make((client, options) => client.BeginUploadAsync(begin, options), cancellation);
        while (!state.Accepted)
        {
            var received = state.Received;
            if (received < 0 || received > content.Length)
                throw new MarketRefusedException(StatusCode.InvalidArgument, $"the server has {received} of {content.Length} bytes");
            var piece = new PutPieceRequest
            {
                Round = progress.Round,
                Digest = progress.UploadDigest,
                Offset = received,
                Data = ByteString.CopyFrom(content.Span.Slice((int)received, (int)Math.Min(context.Terms.MaxPieceBytes, content.Length - received))),
            };

            // Where all bytes are there, an empty piece has them looked at.
            state = await context.Calls.Make((client, options) => client.PutPieceAsync(piece, options), cancellation);
            if (!state.Accepted && state.Received <= received)
                throw new MarketRefusedException(StatusCode.InvalidArgument, $"the server keeps no more than {state.Received} of {content.Length} bytes");
            context.Tell(AgentStep.Sent, progress.Round);
        }
    }

    /// <summary>What has become of the upload; once the round is past, it was either accepted or not.</summary>
    private async Task<EntryState> EntryAsync(int round, CancellationToken cancellation)
    {
        var now = await context.Calls.Make((client, options) => client.GetRoundAsync(new GetRoundRequest { KnownRevision = -1 }, options), cancellation);
        if (now.Round == round) return now.Phase == RoundPhase.Collecting || now.Entry == EntryState.Accepted ? now.Entry : EntryState.Excluded;
        var result = await context.Calls.Make((client, options) => client.GetResultAsync(new GetResultRequest { Round = round }, options), cancellation);
        return result.Entry == EntryState.Accepted ? EntryState.Accepted : EntryState.Excluded;
    }

    private static UploadMetrics Metrics(LocalMeasures measures)
    {
        var metrics = new UploadMetrics();
        if (measures.Accuracy is { } accuracy) metrics.Accuracy = accuracy;
        if (measures.Loss is { } loss) metrics.Loss = loss;
        return metrics;
    }
}
