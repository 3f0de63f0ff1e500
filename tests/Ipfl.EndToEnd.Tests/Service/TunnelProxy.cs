using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ipfl.EndToEnd.Tests.Service;

/// <summary>An HTTP proxy that tunnels (CONNECT) to this machine, whatever name it is asked for, or refuses with a status.</summary>
internal sealed class TunnelProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string? _refusal;

    public TunnelProxy(string? refusal = null)
    {
        _refusal = refusal;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>What it was asked for, line by line.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            var near = client.GetStream();
            var request = await HeaderAsync(near);
            Requests.Enqueue(request);
            if (_refusal is not null)
            {
                await near.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {_refusal}\r\nContent-Length: 0\r\n\r\n"));
                return;
            }

            using var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, int.Parse(request.Split(' ')[1].Split(':')[1], System.Globalization.CultureInfo.InvariantCulture));
            await near.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray());
            var far = server.GetStream();
            await Task.WhenAny(near.CopyToAsync(far), far.CopyToAsync(near));
        }
    }

    /// <summary>The first line of a request, its header read to the end and not a byte further.</summary>
    private static async Task<string> HeaderAsync(NetworkStream from)
    {
        var (header, next) = (new StringBuilder(), new byte[1]);
        while (!header.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await from.ReadAsync(next) == 1) header.Append((char)next[0]);
        return header.ToString().Split("\r\n")[0];
    }
}
