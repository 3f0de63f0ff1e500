using System.Security.Cryptography;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Ipfl.Protocol.Signing;
using Participant = Ipfl.Protocol.V1.Participant;

namespace Ipfl.Agent;

/// <summary>A channel to a market's server: its key is pinned, every call is signed, and calls are repeated until they are answered.</summary>
internal sealed class MarketConnection : IDisposable
{
    private const int LargestReply = 64 << 20;
    private readonly GrpcChannel _channel;
    private readonly ECDsa _key;

    private MarketConnection(GrpcChannel channel, ECDsa key, MarketCalls calls) => (_channel, _key, Calls) = (channel, key, calls);

    /// <summary>The calls.</summary>
    public MarketCalls Calls { get; }

    /// <summary>Makes the channel; it connects with the first call.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="tlsKey">Its <see cref="TlsKey"/>, or empty.</param>
    /// <param name="key">Signs; disposed with the connection.</param>
    /// <param name="patience">How calls are repeated.</param>
    /// <param name="time">The clock.</param>
    public static MarketConnection Open(string server, string tlsKey, ECDsa key, CallPatience patience, TimeProvider time)
    {
        var pin = new ServerPin(tlsKey);
        var address = new Uri(server);
        var handler = ProxyRoute.OfEnvironment().CallHandler(address, patience.Timeout);
        handler.KeepAlivePingDelay = TimeSpan.FromSeconds(20);
        handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        handler.PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10);
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, errors) => pin.Accept(shown, errors);
        var channel = GrpcChannel.ForAddress(server, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true, MaxReceiveMessageSize = LargestReply });
        var client = new Participant.ParticipantClient(channel.Intercept(new SigningInterceptor(key, time)));
        return new(channel, key, new MarketCalls(client, patience, time) { Server = server, Way = ProxyRoute.Said(handler.Proxy, address), Pin = pin });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _channel.Dispose();
        _key.Dispose();
    }
}
