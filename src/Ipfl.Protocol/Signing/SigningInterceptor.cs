using System.Globalization;
using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Ipfl.Protocol.Signing;

/// <summary>Signs every unary call of a gRPC client with a key on P-256: a fresh nonce and the time of the moment for each.</summary>
public sealed class SigningInterceptor(ECDsa key, TimeProvider time) : Interceptor
{
    private readonly string _keyId = KeyId.Of(key);

    /// <inheritdoc/>
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        return continuation(request, Signed(request, context));
    }

    /// <inheritdoc/>
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, BlockingUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        return continuation(request, Signed(request, context));
    }

    private ClientInterceptorContext<TRequest, TResponse> Signed<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context)
        where TRequest : class
        where TResponse : class
    {
        // The generated messages write equal bytes each time; gRPC sends what is signed here.
        var body = ((IMessage)request).ToByteArray();
        var call = SignedCall.Of(context.Method.FullName, body, time.GetUtcNow(), RandomNumberGenerator.GetHexString(32, lowercase: true), _keyId);
        byte[] signature;
        lock (key)
        {
            signature = call.Sign(key);
        }

        var headers = new Metadata();
        foreach (var entry in context.Options.Headers ?? []) headers.Add(entry);
        headers.Add(RequestHeaders.Key, call.KeyId);
        headers.Add(RequestHeaders.Time, call.TimeMilliseconds.ToString(CultureInfo.InvariantCulture));
        headers.Add(RequestHeaders.Nonce, call.Nonce);
        headers.Add(RequestHeaders.Signature, Convert.ToBase64String(signature));
        return new(context.Method, context.Host, context.Options.WithHeaders(headers));
    }
}
