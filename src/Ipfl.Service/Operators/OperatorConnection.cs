using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Ipfl.Protocol.Signing;
using Ipfl.Protocol.V1;
using Ipfl.Service.Hosting;

namespace Ipfl.Service.Operators;

/// <summary>How an operator's command reaches a server.</summary>
/// <param name="Server">Its address.</param>
/// <param name="KeyFile">The operator's private key, PEM.</param>
/// <param name="CertificateFile">A certificate with the key to expect, PEM; null or missing trusts what the system trusts.</param>
public sealed record OperatorAccess(string Server, string KeyFile, string? CertificateFile);

/// <summary>Signed calls of an operator.</summary>
public sealed class OperatorConnection : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly ECDsa _key;
    private readonly string _way;

    private OperatorConnection(OperatorAccess access, Uri address, ECDsa key, string? tlsKey, TimeProvider time)
    {
        var handler = ProxyRoute.OfEnvironment().CallHandler(address, TimeSpan.FromSeconds(10));
        (_key, Server, _way) = (key, access.Server, ProxyRoute.Said(handler.Proxy, address));
        if (tlsKey is not null) handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null && TlsKey.Of(shown) == tlsKey;
        _channel = GrpcChannel.ForAddress(access.Server, new() { HttpHandler = handler, DisposeHttpClient = true, MaxReceiveMessageSize = null });
        var invoker = _channel.Intercept(new SigningInterceptor(key, time));
        (Operator, Auditor) = (new(invoker), new(invoker));
    }

    /// <summary>The server's address.</summary>
    public string Server { get; }

    /// <summary>What an operator calls.</summary>
    public Operator.OperatorClient Operator { get; }

    /// <summary>What operators may read like auditors.</summary>
    public Auditor.AuditorClient Auditor { get; }

    /// <summary>Opens a connection; the first call connects.</summary>
    /// <exception cref="InvalidDataException">The address, the key or the certificate is none.</exception>
    /// <exception cref="FileNotFoundException">There is no key file.</exception>
    public static OperatorConnection Open(OperatorAccess access, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(access);
        if (!Uri.TryCreate(access.Server, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new InvalidDataException($"server: found '{access.Server}'; allowed: an address such as {ServeOptions.DefaultListen}");
        return new(access, address, PrivateKeyFile.Read(access.KeyFile), ReadTlsKey(access.CertificateFile), time);
    }

    /// <summary>Runs a call and turns its refusal into one line.</summary>
    /// <exception cref="InvalidDataException">The server refuses it.</exception>
    /// <exception cref="IOException">The server cannot be reached, or the outcome is unknown.</exception>
    public T Ask<T>(Func<T> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        try
        {
            return call();
        }
        catch (RpcException refusal) when (refusal.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Internal or StatusCode.Cancelled)
        {
            throw new IOException($"{Server}: {Line(refusal)}", refusal);
        }
        catch (RpcException refusal)
        {
            throw new InvalidDataException($"{Server}: {refusal.Status.Detail}", refusal);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _channel.Dispose();
        _key.Dispose();
    }

    private string Line(RpcException refusal) => refusal.Status.DebugException is { } cause && refusal.StatusCode != StatusCode.Cancelled
        ? $"cannot be reached{_way} ({cause.GetBaseException().Message.ReplaceLineEndings(" ")})"
        : refusal.Status.Detail;

    private static string? ReadTlsKey(string? file)
    {
        if (file is null || !File.Exists(file)) return null;
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(file));
            return TlsKey.Of(certificate);
        }
        catch (CryptographicException error)
        {
            throw new InvalidDataException($"{file}: holds no certificate in PEM", error);
        }
    }
}
