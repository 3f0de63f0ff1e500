using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Ipfl.Protocol.Signing;
using Ipfl.Protocol.V1;

namespace Ipfl.Service.Benchmarks;

/// <summary>A participant without training, with a key and a connection of its own.</summary>
internal sealed class Agent(int number, Participant.ParticipantClient calls)
{
    private const int PieceBytes = 1 << 20;
    private static long _calls;
    private static long _bytesIn;
    private static long _bytesOut;

    /// <summary>Calls that all agents have made.</summary>
    public static long Calls => Interlocked.Read(ref _calls);

    /// <summary>Bytes of models that the server has taken.</summary>
    public static long BytesIn => Interlocked.Read(ref _bytesIn);

    /// <summary>Bytes of models that it has given.</summary>
    public static long BytesOut => Interlocked.Read(ref _bytesOut);

    public static async Task<Agent> JoinAsync(ServerProcess server, Operator.OperatorClient operations, int number)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString(HashAlgorithmName.SHA256) == server.Certificate } };
        var channel = GrpcChannel.ForAddress(server.Address, new() { HttpHandler = handler });
        var agent = new Agent(number, new(channel.Intercept(new SigningInterceptor(key, TimeProvider.System))));
        var invitation = await AskAsync(() => operations.InviteAsync(new() { Market = Market.Name, Name = $"p{number}", Role = Role.Participant, DepositMicros = 1_000_000_000_000, ValidSeconds = 3600 }));
        await AskAsync(() => agent.Service.EnrolAsync(new() { Token = invitation.Token, PublicKey = ByteString.CopyFrom(key.ExportSubjectPublicKeyInfo()) }));
        await AskAsync(() => agent.Service.SendReportAsync(new() { Report = new() { Samples = 500 + number, SharingCost = 0.01, GainScale = 5e5 } }));
        return agent;
    }

    private Participant.ParticipantClient Service => calls;

    public async Task UploadAsync(GroupedModels models)
    {
        await WaitAsync(RoundPhase.Collecting);
        var model = models.Of(number);
        var digest = Convert.ToHexStringLower(SHA256.HashData(model));
        var state = await AskAsync(() => calls.BeginUploadAsync(new() { Round = 1, Digest = digest, Bytes = model.Length }));
        while (!state.Accepted)
        {
            var (offset, length) = ((int)state.Received, (int)Math.Min(PieceBytes, model.Length - state.Received));
            state = await AskAsync(() => calls.PutPieceAsync(new() { Round = 1, Digest = digest, Offset = offset, Data = UnsafeByteOperations.UnsafeWrap(model.AsMemory(offset, length)) }));
            Interlocked.Add(ref _bytesIn, length);
        }
    }

    public async Task WaitAsync(RoundPhase phase)
    {
        var state = await AskAsync(() => calls.GetRoundAsync(new()));
        while (state.Round < 1 || (state.Phase < phase && state.Market != MarketPhase.Closed))
        {
            var known = state.Revision;
            state = await AskAsync(() => calls.GetRoundAsync(new() { KnownRevision = known, WaitSeconds = 30 }));
        }
    }

    public async Task<Result> SettleAsync()
    {
        await WaitAsync(RoundPhase.Delivering);
        var result = await AskAsync(() => calls.GetResultAsync(new() { Round = 1 }));
        if (result.Settlement != Settlement.Pending) return result;
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var read = 0L; read < result.CentreBytes;)
        {
            var offset = read;
            var piece = await AskAsync(() => calls.ReadCentreAsync(new() { Round = 1, Offset = offset }));
            digest.AppendData(piece.Data.Span);
            read += piece.Data.Length;
            Interlocked.Add(ref _bytesOut, piece.Data.Length);
        }

        var seen = Convert.ToHexStringLower(digest.GetHashAndReset());
        return await AskAsync(() => calls.ConfirmCentreAsync(new() { Round = 1, Digest = seen }));
    }

    /// <summary>A call, repeated while the server asks to wait.</summary>
    private static async Task<T> AskAsync<T>(Func<AsyncUnaryCall<T>> call)
    {
        while (true)
        {
            try
            {
                Interlocked.Increment(ref _calls);
                return await call();
            }
            catch (RpcException busy) when (busy.StatusCode == StatusCode.ResourceExhausted)
            {
                await Task.Delay(100);
            }
        }
    }
}
