using System.Security.Cryptography;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Ipfl.Learning;
using Ipfl.Protocol.Signing;
using Ipfl.Protocol.V1;
using Ipfl.Service.Hosting;
using Ipfl.Service.Operators;
using Ipfl.Service.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Ipfl.Service.Tests.Serving;

/// <summary>The real server in this process, over TLS on loopback, with an operator and as many participants as a test wants.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<GrpcChannel> _channels = [];
    private WebApplication? _app;

    private readonly TimeProvider _time;

    private TestServer(TimeProvider time, Func<ServeOptions, ServeOptions>? change)
    {
        (Port, _time) = (FreePort.Next(), time);
        var options = new ServeOptions(new ServiceFolder(_folder.Path)) { Listen = $"https://127.0.0.1:{Port}", Threads = 2 };
        Options = change is null ? options : change(options);
    }

    public ServeOptions Options { get; }

    /// <summary>Where tests reach it.</summary>
    public string Address => $"{(Options.IsPlain ? "http" : "https")}://127.0.0.1:{Port}";

    private int Port { get; }

    public OperatorConnection Operator { get; private set; } = null!;

    public IServiceProvider Services => _app!.Services;

    /// <summary>Starts a server.</summary>
    /// <param name="time">Its clock.</param>
    /// <param name="change">How it is run, where not as usual.</param>
    /// <param name="prepare">Puts into its folder what is to be there before.</param>
    public static async Task<TestServer> StartAsync(TimeProvider? time = null, Func<ServeOptions, ServeOptions>? change = null, Action<ServiceFolder>? prepare = null)
    {
        var server = new TestServer(time ?? TimeProvider.System, change);
        prepare?.Invoke(server.Options.Folder);
        await server.RestartAsync();
        return server;
    }

    /// <summary>Ends the server, if it runs, and starts it on what lies in its folder.</summary>
    public async Task RestartAsync(Func<ServeOptions, ServeOptions>? change = null)
    {
        await StopAsync();
        _app = await MarketServer.BuildAsync(change?.Invoke(Options) ?? Options, new MappedAggregator(2), _time);
        await _app.StartAsync();
        Operator = OperatorConnection.Open(new(Address, Options.Folder.OperatorKey, Options.Folder.PublicCertificate), _time);
    }

    /// <summary>A market with models of two small tensors.</summary>
    public async Task<string> CreateMarketAsync(Action<Terms>? change = null, int size = 40)
    {
        var terms = Terms(change);
        await Operator.Operator.CreateMarketAsync(new() { Terms = terms });
        var initial = TestModel.Bytes(0, size);
        await Operator.Operator.PutInitialModelAsync(new() { Market = terms.Market, Data = Google.Protobuf.ByteString.CopyFrom(initial) });
        await Operator.Operator.PutInitialModelAsync(new() { Market = terms.Market, Offset = initial.Length });
        return terms.Market;
    }

    public static Terms Terms(Action<Terms>? change = null)
    {
        var terms = new Terms
        {
            Market = "test",
            Currency = "credits",
            Mechanism = "vcg",
            Lambda = 0.001,
            Eta = 5,
            MaxDistance = 2,
            Rounds = 3,
            UploadSeconds = 600,
            DeliverySeconds = 600,
            Quorum = 2,
            Training = new() { Model = "", Steps = 1, BatchSize = 1, LearningRate = 0.1 },
        };
        change?.Invoke(terms);
        return terms;
    }

    /// <summary>A participant that is enrolled and has reported.</summary>
    public async Task<LightParticipant> JoinAsync(string market, string name, long samples = 1000, double? cost = 0.01, double gainScale = 5e5, decimal deposit = 1000, long maxSamples = 0)
    {
        var participant = await EnrolAsync(market, name, deposit, maxSamples: maxSamples);
        await participant.ReportAsync(samples, cost, gainScale);
        return participant;
    }

    public async Task<LightParticipant> EnrolAsync(string market, string name, decimal deposit = 1000, Role role = Role.Participant, long maxSamples = 0)
    {
        var reply = await Operator.Operator.InviteAsync(new()
        {
            Market = market,
            Name = name,
            Role = role,
            DepositMicros = (long)(deposit * 1_000_000),
            ValidSeconds = 3600,
            MaxSamples = maxSamples,
        });
        var participant = Connect(ECDsa.Create(ECCurve.NamedCurves.nistP256), name);
        await participant.EnrolAsync(reply.Token);
        return participant;
    }

    /// <summary>Calls signed with any key, known to the server or not.</summary>
    public LightParticipant Connect(ECDsa key, string name)
    {
        var channel = Channel();
        return new(name, key, channel.Intercept(new SigningInterceptor(key, _time)));
    }

    /// <summary>A connection that signs nothing.</summary>
    public GrpcChannel Channel()
    {
        var channel = GrpcChannel.ForAddress(Address, new() { HttpHandler = Handler(), DisposeHttpClient = true });
        _channels.Add(channel);
        return channel;
    }

    /// <summary>Plain HTTP requests, of whatever version and content.</summary>
    public HttpClient Http() => new(Handler()) { BaseAddress = new(Address) };

    /// <summary>The database behind the server.</summary>
    public Task<ServiceDb> DatabaseAsync() => Services.GetRequiredService<IDbContextFactory<ServiceDb>>().CreateDbContextAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in _channels) channel.Dispose();
        await StopAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    /// <summary>Ends the server, if it runs.</summary>
    public async Task StopAsync()
    {
        if (_app is null) return;
        Operator.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }

    private SocketsHttpHandler Handler() => new()
    {
        SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null && TlsKey.Of(shown) == Services.GetRequiredService<ServerIdentity>().TlsKey },
    };
}
