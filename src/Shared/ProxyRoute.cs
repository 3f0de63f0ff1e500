using System.Net;
using System.Net.Sockets;

namespace Ipfl;

/// <summary>
/// Which way leads to a server: straight to this machine and to what NO_PROXY names, otherwise through the proxy of the environment or system.
/// </summary>
/// <param name="proxies">The proxies.</param>
/// <param name="straight">What is reached without, as NO_PROXY lists it; null or empty is nothing.</param>
internal sealed class ProxyRoute(IWebProxy proxies, string? straight) : IWebProxy
{
    private readonly string[] _straight = straight?.Split([',', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>The way that environment variables or the system's settings describe.</summary>
    public static ProxyRoute OfEnvironment() =>
        new(HttpClient.DefaultProxy, Environment.GetEnvironmentVariable("no_proxy") ?? Environment.GetEnvironmentVariable("NO_PROXY"));

    /// <inheritdoc/>
    public ICredentials? Credentials
    {
        get => proxies.Credentials;
        set => proxies.Credentials = value;
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => IsThisMachine(destination) || _straight.Any(entry => Names(entry, destination)) ? null : proxies.GetProxy(destination);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => GetProxy(host) is null;

    /// <summary>What messages add to the name of a server: the proxy on the way, without its password; empty where there is none.</summary>
    public static string Said(IWebProxy? route, Uri server) => route?.IsBypassed(server) == false && route.GetProxy(server) is { } proxy ? $" through the proxy {proxy.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}" : "";

    /// <summary>What calls of a server go through: a tunnel (CONNECT) where a proxy is on the way.</summary>
    public SocketsHttpHandler CallHandler(Uri server, TimeSpan connectTimeout)
    {
        // HTTP/2 without TLS, which calls to http:// are, passes no HTTP proxy.
        var isProxied = server.Scheme == Uri.UriSchemeHttps && !IsBypassed(server);
        var handler = new SocketsHttpHandler { ConnectTimeout = connectTimeout, UseProxy = isProxied };
        if (!isProxied) return handler;
        handler.Proxy = this;

        // Left to itself a gRPC channel opens its connections to the server, even where the handler means the proxy.
        handler.ConnectCallback = (context, cancellation) => ConnectAsync(context.DnsEndPoint, cancellation);
        return handler;
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint place, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(place, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsThisMachine(Uri server) =>
        IPAddress.TryParse(server.IdnHost, out var address)
            ? IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
            : IsOrIsBelow("localhost", server.IdnHost);

    /// <summary>Whether an entry means a server: *, an address, a network, or a name with all below it; a port narrows it down.</summary>
    private static bool Names(string entry, Uri server)
    {
        if (entry == "*") return true;
        if (Address(entry) is null && !IPNetwork.TryParse(entry, out _) && entry.LastIndexOf(':') is > 0 and var colon && ushort.TryParse(entry.AsSpan(colon + 1), out var port))
            return port == server.Port && Names(entry[..colon], server);
        if (!IPAddress.TryParse(server.IdnHost, out var host)) return IsOrIsBelow(entry.TrimStart('*').TrimStart('.'), server.IdnHost);
        return IPNetwork.TryParse(entry, out var network) ? network.Contains(host) : host.Equals(Address(entry));
    }

    private static IPAddress? Address(string entry) =>
        (entry is ['[', .., ']'] || !entry.Contains('[', StringComparison.Ordinal)) && IPAddress.TryParse(entry, out var address) ? address : null;

    private static bool IsOrIsBelow(string name, string host) => name.Length > 0 &&
        (string.Equals(host, name, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + name, StringComparison.OrdinalIgnoreCase));
}
