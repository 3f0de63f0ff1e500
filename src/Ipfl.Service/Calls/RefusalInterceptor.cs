using Grpc.Core;
using Grpc.Core.Interceptors;
using Ipfl.Protocol;
using Ipfl.Service.Markets;
using Ipfl.Service.Rounds;
using Microsoft.Extensions.Logging;

namespace Ipfl.Service.Calls;

/// <summary>Turns refusals into gRPC statuses with one line, and anything unforeseen into one that gives nothing away.</summary>
public sealed partial class RefusalInterceptor(Heartbeat heartbeat, ILogger<RefusalInterceptor> log) : Interceptor
{
    // Messages quote what was found, which may be of any length and have lines of its own; a status may not.
    private const int LongestLine = 1000;

    /// <inheritdoc/>
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(continuation);
        try
        {
            return await continuation(request, context);
        }
        catch (RefusedException refusal)
        {
            throw new RpcException(new(Code(refusal.Refusal), ForeignText.OneLine(refusal.Message, LongestLine)));
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new(StatusCode.Cancelled, "the call was given up"));
        }
        catch (Exception failure) when (heartbeat.Failed(failure))
        {
            throw new RpcException(new(StatusCode.Unavailable, "the server has no room on its disk for now; deadlines wait for it, ask again"));
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            Failed(context.Method, failure);
            throw new RpcException(new(StatusCode.Unavailable, "the server could not do it this time; the outcome is unknown, ask again"));
        }
    }

    private static StatusCode Code(Refusal refusal) => refusal switch
    {
        Refusal.Invalid => StatusCode.InvalidArgument,
        Refusal.NotFound => StatusCode.NotFound,
        Refusal.NotAllowed => StatusCode.PermissionDenied,
        _ => StatusCode.FailedPrecondition,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed.")]
    private partial void Failed(string method, Exception failure);
}
