using System.Net;
using Ipfl.Service.Calls;
using Ipfl.Service.Hosting.Plain;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Ipfl.Service.Hosting;

/// <summary>Where and within which bounds the web server listens.</summary>
internal static class KestrelSetup
{
    private const int MostConnections = 20_000;
    private static readonly TimeSpan HeaderPatience = TimeSpan.FromSeconds(15);

    /// <summary>Listens at those places, with TLS where there is a certificate; HTTP/1.1 and HTTP/2 at each of them.</summary>
    public static void UseKestrel(this IWebHostBuilder host, IPEndPoint[] places, ServerIdentity identity)
    {
        host.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = CallBody.FrameBytes + CallBody.MostBytes;
            kestrel.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(5));
            kestrel.Limits.RequestHeadersTimeout = HeaderPatience;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            if (identity.Certificate is { } certificate)
                foreach (var place in places) kestrel.Listen(place, endpoint => endpoint.UseHttps(certificate));
            else
                foreach (var half in places.SelectMany(Plain)) kestrel.Listen(half, endpoint => endpoint.Protocols = half.Version);
        });
        host.ConfigureServices(services => services.AddSingleton<SocketTransportFactory>().AddSingleton<IConnectionListenerFactory, PlainTransport>());
    }

    private static IEnumerable<PlainEndPoint> Plain(IPEndPoint place) => new PlainPlace(place, HeaderPatience, MostConnections).EndPoints;
}
