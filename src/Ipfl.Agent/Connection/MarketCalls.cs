using System.Security.Cryptography;
using Grpc.Core;
using Polly;
using Polly.Retry;
using Participant = Ipfl.Protocol.V1.Participant;

namespace Ipfl.Agent;

/// <summary>Makes calls until they are answered: pauses grow and are random, so that a server that comes back is not overrun.</summary>
internal sealed class MarketCalls
{
    private readonly Participant.ParticipantClient _client;
    private readonly CallPatience _patience;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _pipeline;

    /// <summary>Calls through that client.</summary>
    public MarketCalls(Participant.ParticipantClient client, CallPatience patience, TimeProvider time)
    {
        (_client, _patience, _time) = (client, patience, time);
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is RpcException error && MayPass(error)),
            DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(patience.Pause(arguments.AttemptNumber, RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue)),
            MaxRetryAttempts = patience.Attempts,
            OnRetry = arguments =>
            {
                Waiting?.Invoke($"{Line((RpcException)arguments.Outcome.Exception!)}; trying again in {arguments.RetryDelay.TotalSeconds:F1} s");
                return default;
            },
        }).Build();
    }

    /// <summary>The server's address, for messages.</summary>
    public string Server { get; init; } = "the server";

    /// <summary>What is on the way to it, for messages.</summary>
    public string Way { get; init; } = "";

    /// <summary>What the server's certificate is held against.</summary>
    public ServerPin? Pin { get; init; }

    /// <summary>Is told why a call is repeated, and when.</summary>
    public Action<string>? Waiting { get; set; }

    /// <summary>Makes a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="hold">How long the server may hold the answer back.</param>
    /// <exception cref="MarketRefusedException">The server refuses.</exception>
    /// <exception cref="MarketUnreachableException">There was no answer, however often it was tried.</exception>
    public async Task<T> Make<T>(Func<Participant.ParticipantClient, CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellation, TimeSpan hold = default)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                async stop =>
                {
                    var deadline = (_time.GetUtcNow() + _patience.Timeout + hold).UtcDateTime;
                    using var answer = call(_client, new CallOptions(deadline: deadline, cancellationToken: stop));
                    return await answer;
                },
                cancellation);
        }
        catch (RpcException error)
        {
            // gRPC has a status of its own for what the caller gave up.
            cancellation.ThrowIfCancellationRequested();
            if (Pin?.Refused is not null) throw new MarketRefusedException(StatusCode.Unauthenticated, Pin.Explain(Server + Way));
            throw MayPass(error) ? new MarketUnreachableException(Line(error), error) : new MarketRefusedException(error.StatusCode, Line(error));
        }
    }

    private bool MayPass(RpcException error) => Pin?.Refused is null && error.StatusCode is
        StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted or StatusCode.Aborted or
        StatusCode.Cancelled or StatusCode.Internal or StatusCode.Unknown;

    private string Line(RpcException error)
    {
        var detail = error.Status.Detail.ReplaceLineEndings(" ").Trim().TrimEnd('.');
        return error.StatusCode switch
        {
            StatusCode.Unavailable or StatusCode.Internal or StatusCode.Unknown => $"{Server} cannot be reached{Way} ({detail})",
            StatusCode.DeadlineExceeded => $"{Server} did not answer in time{Way}",
            StatusCode.Cancelled => $"{Server} broke the call off",
            _ => $"{Server}: {(detail.Length == 0 ? error.StatusCode.ToString() : detail)}",
        };
    }
}
