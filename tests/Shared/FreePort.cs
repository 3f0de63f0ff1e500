using System.Net;
using System.Net.Sockets;

namespace Ipfl.Tests;

/// <summary>Ports that nobody listens at.</summary>
internal static class FreePort
{
    public static int Next()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
