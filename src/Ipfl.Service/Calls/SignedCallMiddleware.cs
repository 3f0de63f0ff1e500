using System.Globalization;
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
/// Lets a call through only when its signature, time, nonce and role are good. It works on the bytes as they came, before anything else
/// looks at them.
/// </summary>
public sealed class SignedCallMiddleware(RequestDelegate next, KeyRing keys, NonceLog nonces, CallRates rates, ServiceMetrics metrics)
{
    private const string Prefix = "/ipfl.v1.";
    private const string Enrol = "/ipfl.v1.Participant/Enrol";

    /// <summary>Handles a request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Request.Path.Value?.StartsWith(Prefix, StringComparison.Ordinal) != true)
        {
            await next(context);
            return;
        }

        var (verified, refusal) = await VerifyAsync(context);
        if (refusal is { } status)
        {
            metrics.Refused(status.StatusCode.ToString());
            Refuse(context.Response, status);
            return;
        }

        context.Features.Set(verified);
        await next(context);
    }

    private async Task<(VerifiedCall? Call, Status? Refusal)> VerifyAsync(HttpContext context)
    {
        var body = await CallBody.ReadAsync(context.Request, context.RequestAborted);
        if (body is null) return (null, new(StatusCode.InvalidArgument, $"the call is no single, uncompressed message of at most {CallBody.MostBytes} bytes"));
        context.Request.Body = new MemoryStream(body, writable: false);
        var method = context.Request.Path.Value!;
        var (call, signature) = Read(context.Request.Headers, method, body.AsSpan(CallBody.FrameBytes));
        if (call is null || !call.HasValidNonce) return Stranger(context, $"a call needs the headers {RequestHeaders.Key}, {RequestHeaders.Time}, {RequestHeaders.Nonce} and {RequestHeaders.Signature}");
        if (nonces.TimeFault(DateTimeOffset.FromUnixTimeMilliseconds(call.TimeMilliseconds)) is { } late) return Stranger(context, late);
        Caller? caller = null;
        if (method != Enrol)
        {
            caller = await keys.VerifyAsync(call, signature!, context.RequestAborted);
            if (caller is null) return Stranger(context, "the key is unknown or revoked, or the signature is not this call's");
            if (!rates.AllowsKey(caller.KeyId)) return (null, new(StatusCode.ResourceExhausted, $"more than {CallRates.CallsPerSecond} calls a second; wait a little"));
            if (!method.StartsWith($"{Prefix}{caller.Role}/", StringComparison.Ordinal) && !IsAuditByOperator(caller, method))
                return (null, new(StatusCode.PermissionDenied, $"{caller.Role.ToString().ToLowerInvariant()}s may not call {method}"));
        }
        else if (!rates.AllowsStranger(Address(context)))
        {
            return (null, new(StatusCode.ResourceExhausted, "too many tries; wait a little"));
        }

        return nonces.TryUse(call.KeyId, call.Nonce)
            ? (new(call, signature!, caller), null)
            : (null, new(StatusCode.Unauthenticated, "the nonce was used before"));
    }

    private static bool IsAuditByOperator(Caller caller, string method) => caller.Role == KeyRole.Operator && method.StartsWith($"{Prefix}{KeyRole.Auditor}/", StringComparison.Ordinal);

    private (VerifiedCall?, Status?) Stranger(HttpContext context, string reason) => rates.AllowsStranger(Address(context))
        ? (null, new Status(StatusCode.Unauthenticated, reason))
        : (null, new Status(StatusCode.ResourceExhausted, "too many calls without a good signature; wait a little"));

    private static string Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";

    private static (SignedCall? Call, byte[]? Signature) Read(IHeaderDictionary headers, string method, ReadOnlySpan<byte> message)
    {
        if (headers[RequestHeaders.Key] is not [{ Length: 32 } key]
            || headers[RequestHeaders.Nonce] is not [{ } nonce]
            || headers[RequestHeaders.Time] is not [{ } text]
            || headers[RequestHeaders.Signature] is not [{ Length: <= 200 } encoded]) return default;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var time) || time > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()) return default;
        var signature = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, signature, out var length)
            ? (SignedCall.Of(method, message, DateTimeOffset.FromUnixTimeMilliseconds(time), nonce, key), signature[..length])
            : default;
    }

    private static void Refuse(HttpResponse response, Status status)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = ((int)status.StatusCode).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Uri.EscapeDataString(status.Detail);
    }
}
