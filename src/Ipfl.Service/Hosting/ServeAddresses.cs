using System.Net;
using System.Net.Sockets;

namespace Ipfl.Service.Hosting;

/// <summary>Where a server listens, and where participants reach it.</summary>
/// <param name="Listen">Where it listens.</param>
/// <param name="Public">What invitations name; null where nobody has said which of all the machine's addresses that is.</param>
internal sealed record ServeAddresses(Uri Listen, Uri? Public)
{
    /// <summary>Where the dashboard can be opened, on this machine at least.</summary>
    public string Dashboard => Public?.OriginalString ?? $"{Listen.Scheme}://localhost:{Listen.Port}";

    /// <summary>Reads the addresses of the options.</summary>
    /// <exception cref="InvalidDataException">One is no address, or an option beside them would do nothing.</exception>
    public static ServeAddresses Of(ServeOptions options)
    {
        var listen = Read("--listen", options.Listen);
        if (options is { CertificateKey: { } key, Certificate: null })
            throw new InvalidDataException($"--key: found '{key}' without --certificate; allowed is the private key of a certificate that is given too");
        if (options is { Certificate: { } certificate, IsPlain: true })
            throw new InvalidDataException($"--certificate: found '{certificate}', but --listen {options.Listen} speaks no TLS; allowed is a certificate with an https address");
        if (options.PublicAddress is not { } given) return new(listen, IsEverywhere(listen) ? null : listen);
        var named = Read("--public", given);
        return IsEverywhere(named)
            ? throw new InvalidDataException($"--public: found '{given}', which stands for all addresses of whoever reads it; allowed: the one that participants reach the server at")
            : new(listen, named);
    }

    /// <summary>The addresses of this machine that the host to listen at stands for.</summary>
    /// <exception cref="InvalidDataException">There are none.</exception>
    public async Task<IPAddress[]> LocalAsync(CancellationToken cancellation)
    {
        var host = Listen.IdnHost;
        if (host == "localhost") return [IPAddress.Loopback];
        var meant = IPAddress.TryParse(host, out var given) ? [given] : await LookUpAsync(host, cancellation);
        return Array.FindAll(meant, IsOfThisMachine) is { Length: > 0 } local
            ? local
            : throw Unfit($"{string.Join(", ", meant.AsEnumerable())} is no address of this machine");
    }

    private async Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellation)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellation);
        }
        catch (SocketException error)
        {
            throw Unfit($"the name {host} is not known here ({error.Message})");
        }
    }

    private InvalidDataException Unfit(string why) =>
        new($"--listen: found '{Listen.OriginalString}': {why}; allowed: an address or a name of this machine, or 0.0.0.0 for all its addresses");

    private static bool IsEverywhere(Uri address) =>
        IPAddress.TryParse(address.IdnHost, out var ip) && (ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip) is var plain && (plain.Equals(IPAddress.Any) || plain.Equals(IPAddress.IPv6Any));

    private static bool IsOfThisMachine(IPAddress address)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, port: 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static Uri Read(string option, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", PathAndQuery: "/", UserInfo: "", Fragment: "", Port: > 0 }
            ? address
            : throw new InvalidDataException($"{option}: found '{text}'; allowed: http:// or https://, a host and a port from 1 to 65535, such as {ServeOptions.DefaultListen}");
}
