using System.Net;
using System.Net.Sockets;

namespace Ipfl.Tests;

/// <summary>
/// Ports that nobody listens at, below those that systems lend to outgoing connections: a lent one could go to any connection of a test that
/// runs beside, before the server listens at it or while it restarts. Each test process has a hundred of its own.
/// </summary>
internal static class FreePort
{
    private const int First = 10_000;
    private const int PerProcess = 100;
    private const int Processes = 200;

    private static readonly int Own = First + (Environment.ProcessId % Processes * PerProcess);
    private static int _taken = -1;

    public static int Next()
    {
        for (var tries = 0; tries < PerProcess; tries++)
        {
            var port = Own + (int)((uint)Interlocked.Increment(ref _taken) % PerProcess);
            if (IsFree(port)) return port;
        }

        throw new InvalidOperationException($"none of the ports {Own} to {Own + PerProcess - 1} is free");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var socket = new TcpListener(IPAddress.Loopback, port);
            socket.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
