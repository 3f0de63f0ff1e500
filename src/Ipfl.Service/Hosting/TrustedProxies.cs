using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Ipfl.Service.Hosting;

/// <summary>The programs in front of a server whose word about who calls is believed; nobody else's is.</summary>
internal static class TrustedProxies
{
    /// <summary>Takes callers' addresses from X-Forwarded-For where the option's proxies have set it.</summary>
    public static void UseTrustedProxies(this IApplicationBuilder app, IReadOnlyList<IPNetwork> proxies)
    {
        if (proxies.Count == 0) return;

        // As many proxies as stand in a row: the first address from the right that is none of theirs is the caller's.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in proxies) options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }

    /// <summary>Reads addresses and networks.</summary>
    /// <exception cref="InvalidDataException">One is neither.</exception>
    public static IReadOnlyList<IPNetwork> Read(IEnumerable<string> given) => [.. given.Select(Read)];

    private static IPNetwork Read(string text)
    {
        if (IPAddress.TryParse(text, out var address)) return new(address, address.GetAddressBytes().Length * 8);
        return IPNetwork.TryParse(text, out var network)
            ? network
            : throw new InvalidDataException($"--proxy: found '{text}'; allowed: the address of a proxy, such as 127.0.0.1, or a network, such as 10.0.0.0/8");
    }
}
