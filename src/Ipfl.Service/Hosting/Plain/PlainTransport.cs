using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Ipfl.Service.Hosting.Plain;

/// <summary>One version of HTTP at a place that speaks both.</summary>
internal sealed class PlainEndPoint(PlainPlace place, HttpProtocols version) : EndPoint
{
    public override AddressFamily AddressFamily => AddressFamily.Unspecified;

    public PlainPlace Place { get; } = place;

    public HttpProtocols Version { get; } = version;

    public override string ToString() => Place.ToString();
}

/// <summary>Takes Kestrel's connections at such places from ordinary sockets.</summary>
internal sealed class PlainTransport(SocketTransportFactory sockets) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => endpoint is PlainEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var half = (PlainEndPoint)endpoint;
        return half.Place.BindAsync(sockets, half.Version, cancellationToken);
    }
}
