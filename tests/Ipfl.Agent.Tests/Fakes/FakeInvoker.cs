using Google.Protobuf;
using Grpc.Core;

namespace Ipfl.Agent.Tests;

/// <summary>Hands a client's calls to a server in this process, message by message as bytes.</summary>
internal sealed class FakeInvoker(Func<string, IMessage, IMessage> serve) : CallInvoker
{
    /// <summary>Called with the headers of each call.</summary>
    public Action<Metadata>? OnSent { get; init; }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        new(Answer(method, request, options), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        throw new NotSupportedException();

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        throw new NotSupportedException();

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        throw new NotSupportedException();

    private Task<TResponse> Answer<TRequest, TResponse>(Method<TRequest, TResponse> method, TRequest request, CallOptions options)
    {
        try
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            OnSent?.Invoke(options.Headers ?? []);
            return Task.FromResult((TResponse)serve(method.Name, (IMessage)request!));
        }
        catch (Exception error)
        {
            return Task.FromException<TResponse>(error);
        }
    }
}
