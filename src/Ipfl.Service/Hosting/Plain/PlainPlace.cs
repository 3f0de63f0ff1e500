using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Ipfl.Service.Hosting.Plain;

/// <summary>
/// An address and port where both versions of HTTP are spoken without TLS. Kestrel speaks one at an endpoint, as without a handshake nobody
/// agrees on one; so the place is two endpoints, and each connection goes to that of the version it begins with.
/// </summary>
/// <param name="address">Where it listens.</param>
/// <param name="patience">How long a connection may say nothing.</param>
/// <param name="mostSilent">How many may say nothing at once; further ones are closed.</param>
internal sealed class PlainPlace(IPEndPoint address, TimeSpan patience, int mostSilent) : IAsyncDisposable
{
    private readonly Channel<ConnectionContext> _http1 = Channel.CreateUnbounded<ConnectionContext>();
    private readonly Channel<ConnectionContext> _http2 = Channel.CreateUnbounded<ConnectionContext>();
    private readonly CancellationTokenSource _stop = new();
    private IConnectionListener? _listener;
    private Task _accepting = Task.CompletedTask;
    private int _silent;

    /// <summary>The endpoints, for Kestrel to listen at each with its version alone.</summary>
    public IEnumerable<PlainEndPoint> EndPoints => [new(this, HttpProtocols.Http1), new(this, HttpProtocols.Http2)];

    /// <summary>Begins to listen, the first time it is asked to.</summary>
    public async ValueTask<IConnectionListener> BindAsync(IConnectionListenerFactory sockets, HttpProtocols version, CancellationToken cancellation)
    {
        if (_listener is null)
        {
            _listener = await sockets.BindAsync(address, cancellation);
            _accepting = AcceptAsync(_listener);
        }

        return new Half(this, _listener.EndPoint, (version == HttpProtocols.Http2 ? _http2 : _http1).Reader);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _listener, null) is not { } listener) return;
        await listener.DisposeAsync();
        await _accepting;
        _stop.Dispose();
    }

    /// <inheritdoc/>
    public override string ToString() => address.ToString();

    private async Task AcceptAsync(IConnectionListener listener)
    {
        Exception? fault = null;
        try
        {
            while (await listener.AcceptAsync() is { } connection) _ = SortAsync(connection);
        }
        catch (Exception failure)
        {
            // Kestrel hears of it where it takes connections.
            fault = failure;
        }

        _http1.Writer.TryComplete(fault);
        _http2.Writer.TryComplete(fault);
    }

    private async Task SortAsync(ConnectionContext connection)
    {
        var isTaken = false;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            limit.CancelAfter(patience);
            if (Interlocked.Increment(ref _silent) > mostSilent) return;
            var queue = await HttpPreface.IsHttp2Async(connection.Transport.Input, limit.Token) ? _http2 : _http1;
            isTaken = queue.Writer.TryWrite(connection);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // It said nothing in time, or has gone.
        }
        finally
        {
            Interlocked.Decrement(ref _silent);
            if (!isTaken) await connection.DisposeAsync();
        }
    }

    private async ValueTask UnbindAsync(CancellationToken cancellation)
    {
        if (_listener is not { } listener) return;
        await listener.UnbindAsync(cancellation);
        await _accepting;
        await _stop.CancelAsync();
    }

    /// <summary>The connections of one version.</summary>
    private sealed class Half(PlainPlace place, EndPoint address, ChannelReader<ConnectionContext> connections) : IConnectionListener
    {
        public EndPoint EndPoint => address;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            await connections.WaitToReadAsync(cancellationToken) && connections.TryRead(out var connection) ? connection : null;

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => place.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => place.DisposeAsync();
    }
}
