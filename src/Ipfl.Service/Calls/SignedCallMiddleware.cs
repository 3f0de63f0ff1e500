using System.Globalization;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Ipfl.Protocol.Signing;
using Ipfl.Service.Rounds;
using Ipfl.Service.Storage;
using Microsoft.AspNetCore.Http;

namespace Ipfl.Service.Calls;

/// <summary>What is known of a call before its method runs.</summary>
/// <param name="Call">What was signed.</param>
/// <param name="Signature">The signature.</param>
/// <param name="Caller">Who signed it; null for the one method that a key calls before it is registered.</param>
public sealed record VerifiedCall(SignedCall Call, byte[] Signature, Caller? Caller);

/// <summary>
/// Lets a call through only when its signature, time, nonce and role are good. Which method is called is what routing found, whatever way
/// the path is written; the signature covers the bytes as they came; and of callers whose key is unknown hardly a byte is read.
/// </summary>
public sealed class SignedCallMiddleware(RequestDelegate next, KeyRing keys, NonceLog nonces, CallRates rates, ServiceMetrics metrics)
{
    private const string Prefix = "/ipfl.v1.";
    private const string Enrol = "/ipfl.v1.Participant/Enrol";

    private static readonly Status BadSignature = new(StatusCode.Unauthenticated, "the key is unknown or revoked, or the signature is not this call's");
    private static readonly Status Busy = new(StatusCode.ResourceExhausted, $"more than {CallRates.CallsPerSecond} calls a second, or too many at once; wait a little");
    private static readonly Status StrangerBusy = new(StatusCode.ResourceExhausted, "too many calls without a registered key; wait a little");

    /// <summary>Handles a request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is not { } called)
        {
            await next(context);
            return;
        }

        var (verified, refusal) = await VerifyAsync(context, called.Method.FullName);
        if (refusal is { } status)
        {
            metrics.Refused(status.StatusCode.ToString());
            Refuse(context.Response, status);
            return;
        }

        context.Features.Set(verified);
        await next(context);
    }

    private async Task<(VerifiedCall? Call, Status? Refusal)> VerifyAsync(HttpContext context, string method)
    {
        if (CallSignature.Read(context.Request.Headers) is not { } signature)
            return Stranger(context, new(StatusCode.Unauthenticated, $"a call needs the headers {RequestHeaders.Key}, {RequestHeaders.Time}, {RequestHeaders.Nonce} and {RequestHeaders.Signature}"));
        if (nonces.TimeFault(signature.Time) is { } late) return Stranger(context, late);
        return method == Enrol ? await EnrolmentAsync(context, signature) : await KnownAsync(context, method, signature);
    }

    /// <summary>The call of a key that is not registered yet; enrolment itself checks the signature against the key in the message.</summary>
    private async Task<(VerifiedCall? Call, Status? Refusal)> EnrolmentAsync(HttpContext context, CallSignature signature)
    {
        if (!rates.AllowsStranger(Address(context))) return (null, StrangerBusy);
        var body = await BodyAsync(context, CallBody.MostBytesOfStrangers);
        if (body is null) return (null, BadBody(CallBody.MostBytesOfStrangers));
        var message = body.AsMemory(CallBody.FrameBytes);
        return Fresh(signature.Of(Enrol, message.Span), message.Span, signature, null);
    }

    private async Task<(VerifiedCall? Call, Status? Refusal)> KnownAsync(HttpContext context, string method, CallSignature signature)
    {
        if (await keys.FindAsync(signature.KeyId, context.RequestAborted) is not { } key) return Stranger(context, BadSignature);
        byte[]? body;
        using (var reading = rates.BeginReading(signature.KeyId))
        {
            if (!reading.IsAcquired) return (null, Busy);
            body = await BodyAsync(context, CallBody.MostBytes);
        }

        if (body is null) return (null, BadBody(CallBody.MostBytes));
        var message = body.AsMemory(CallBody.FrameBytes);
        var call = signature.Of(method, message.Span);
        if (!KeyRing.IsSigned(call, key.PublicKey, signature.Bytes)) return Stranger(context, BadSignature);
        if (!rates.AllowsKey(call.KeyId)) return (null, Busy);
        return MayCall(key.Caller, method)
            ? Fresh(call, message.Span, signature, key.Caller)
            : (null, new(StatusCode.PermissionDenied, $"{key.Caller.Role.ToString().ToLowerInvariant()}s may not call {method}"));
    }

    private (VerifiedCall? Call, Status? Refusal) Fresh(SignedCall call, ReadOnlySpan<byte> message, CallSignature signature, Caller? caller)
    {
        if (!call.HasValidNonce) return (null, new(StatusCode.Unauthenticated, $"{RequestHeaders.Nonce}: allowed are 16 to 64 letters or digits"));
        if (!nonces.TryUse(call.KeyId, call.Nonce)) return (null, new(StatusCode.Unauthenticated, "the nonce was used before"));
        return CallMessages.IsOf(call.Method, message) ? (new(call, signature.Bytes, caller), null) : (null, new(StatusCode.InvalidArgument, $"the bytes are no message that {call.Method} takes"));
    }

    private (VerifiedCall? Call, Status? Refusal) Stranger(HttpContext context, Status refusal) => (null, rates.AllowsStranger(Address(context)) ? refusal : StrangerBusy);

    private static bool MayCall(Caller caller, string method) =>
        method.StartsWith($"{Prefix}{caller.Role}/", StringComparison.Ordinal)
        || (caller.Role == KeyRole.Operator && method.StartsWith($"{Prefix}{KeyRole.Auditor}/", StringComparison.Ordinal));

    private static async Task<byte[]?> BodyAsync(HttpContext context, int most)
    {
        var body = await CallBody.ReadAsync(context.Request, most, context.RequestAborted);
        if (body is not null) context.Request.Body = new MemoryStream(body, writable: false);
        return body;
    }

    private static Status BadBody(int most) => new(StatusCode.InvalidArgument, $"the call is no single, uncompressed message of at most {most} bytes");

    private static string Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";

    private static void Refuse(HttpResponse response, Status status)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = ((int)status.StatusCode).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Uri.EscapeDataString(status.Detail);
    }
}
