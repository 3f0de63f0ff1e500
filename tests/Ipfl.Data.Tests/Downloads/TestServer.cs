using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ipfl.Data.Tests;

/// <summary>What a client asked for; <paramref name="From"/> is where its byte range starts, or null without one.</summary>
internal sealed record TestRequest(string Path, long? From);

/// <summary>How the server answers.</summary>
internal sealed record TestAnswer(int Status, byte[] Body)
{
    /// <summary>The value of the Content-Range header, or null for none.</summary>
    public string? Range { get; init; }

    /// <summary>The connection is cut after so many bytes of the body.</summary>
    public int? CutAfter { get; init; }

    /// <summary>After the cut the connection stays open and silent.</summary>
    public bool Silent { get; init; }
}

/// <summary>A web server on this machine that answers as a test says, misbehaviour included.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<TestRequest, TestAnswer> _answer;
    private readonly List<TestRequest> _requests = [];
    private readonly Task _loop;

    public TestServer(Func<TestRequest, TestAnswer> answer)
    {
        _answer = answer;
        _listener.Start();
        _loop = ServeAsync();
    }

    public IReadOnlyList<TestRequest> Requests => _requests;

    public Uri Uri(string name) => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/{name}");

    /// <summary>Serves one file as a good server does.</summary>
    public static Func<TestRequest, TestAnswer> Good(byte[] content) => request => request.From is not { } from
        ? new TestAnswer(200, content)
        : new TestAnswer(206, content[(int)from..]) { Range = $"bytes {from}-{content.Length - 1}/{content.Length}" };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            var stream = client.GetStream();
            var request = await ReadRequestAsync(stream);
            lock (_requests) _requests.Add(request);
            var answer = _answer(request);
            var range = answer.Range is null ? "" : $"Content-Range: {answer.Range}\r\n";
            var header = $"HTTP/1.1 {answer.Status} Answer\r\nContent-Length: {answer.Body.Length}\r\nConnection: close\r\n{range}\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(header), _stop.Token);
            await stream.WriteAsync(answer.Body.AsMemory(0, answer.CutAfter ?? answer.Body.Length), _stop.Token);
            if (answer.Silent) await Task.Delay(Timeout.Infinite, _stop.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client went away or the test is over.
        }
    }

    private async Task<TestRequest> ReadRequestAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var path = (await reader.ReadLineAsync(_stop.Token))!.Split(' ')[1];
        long? from = null;
        while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line)
            if (line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                from = long.Parse(line["Range: bytes=".Length..].TrimEnd('-'));
        return new TestRequest(path, from);
    }
}
