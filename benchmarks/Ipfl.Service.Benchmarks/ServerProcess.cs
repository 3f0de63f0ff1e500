using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Ipfl.Service.Hosting;
using Ipfl.Service.Operators;

namespace Ipfl.Service.Benchmarks;

/// <summary><c>ipfl serve</c> on a folder of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("ipfl-load-");
    private readonly Process _process;

    private ServerProcess(string ipfl) =>
        _process = Process.Start(new ProcessStartInfo("dotnet", [ipfl, "serve", "--data", _data.FullName, "--listen", Address]) { RedirectStandardOutput = true })!;

    public string Address { get; } = $"https://127.0.0.1:{FreePort()}";

    public double PeakMegabytes =>
        double.Parse(File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>SHA-256 of its certificate.</summary>
    public string Certificate { get; private set; } = "";

    public static async Task<ServerProcess> StartAsync(string ipfl)
    {
        var server = new ServerProcess(ipfl);
        await server._process.StandardOutput.ReadLineAsync();
        using var certificate = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(new ServiceFolder(server._data.FullName).PublicCertificate));
        server.Certificate = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        await server.ReadyAsync();
        return server;
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    public OperatorConnection Connect()
    {
        var folder = new ServiceFolder(_data.FullName);
        return OperatorConnection.Open(new(Address, folder.OperatorKey, folder.PublicCertificate), TimeProvider.System);
    }

    private async Task ReadyAsync()
    {
        using var connection = Connect();
        while (true)
        {
            try
            {
                await connection.Operator.ListMarketsAsync(new());
                return;
            }
            catch (RpcException early) when (early.StatusCode == StatusCode.Unavailable)
            {
                await Task.Delay(100);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _data.Delete(recursive: true);
    }
}
