using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Ipfl.Agent;
using Ipfl.Protocol.Signing;
using Ipfl.Protocol.V1;
using Ipfl.Service.Hosting;
using Ipfl.Service.Operators;
using Ipfl.Service.Storage;
using Ipfl.Service.Tests.Serving;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.EndToEnd.Tests.Service.Worth;

/// <summary>What a participant had of a market, over all rounds.</summary>
/// <param name="Received">What was really paid to it for its model, in currency units.</param>
/// <param name="Paid">What it really paid.</param>
/// <param name="Rejected">How many centres it rejected.</param>
/// <param name="Used">How many it used.</param>
/// <param name="Accuracy">That it measured last; null where it told none.</param>
internal sealed record Takings(double Received, double Paid, int Rejected, int Used, double? Accuracy);

/// <summary>A market that is over.</summary>
internal sealed record Ended(IReadOnlyDictionary<string, Takings> Of, MarketState State, IReadOnlyDictionary<string, Witness> Agents, Impostor? Impostor)
{
    /// <summary>Mean over the agents of what they received.</summary>
    public double HonestIncome => Agents.Keys.Average(name => Of[name].Received);
}

/// <summary>One server, and on it one market after another: agents in this process, each with images of its own, and whoever else a market has.</summary>
internal sealed class WorthWorld : IDisposable
{
    public const int Rounds = 6;
    public const int Images = 120;

    /// <summary>What is left of them to train on.</summary>
    public const int Trained = Images - (Images / 10);

    private const int Steps = 60;
    private const int Participants = 5;
    private const long Deposit = 1000;
    private readonly ServedMarket _server = new();
    private readonly OperatorConnection _operator;
    private readonly List<GrpcChannel> _channels = [];

    public WorthWorld()
    {
        _operator = OperatorConnection.Open(new(_server.Address, new ServiceFolder(_server.Data).OperatorKey, Path.Combine(_server.Data, "server.crt")), TimeProvider.System);
        var lists = Enumerable.Range(0, Participants).Select(i => $"[{string.Join(", ", Enumerable.Range(i * Images, Images))}]");
        _server.Folder.Write("partition.json", $"{{\"participants\": [{string.Join(", ", lists)}]}}");
    }

    /// <summary>Runs a market to its end.</summary>
    /// <param name="market">Its name.</param>
    /// <param name="agents">Names p0 … p4, each with images of its own, and what else its configuration says.</param>
    /// <param name="impostor">The name of one who is no agent; null for none.</param>
    /// <param name="samples">What it reports.</param>
    /// <param name="gainScale">Likewise.</param>
    /// <param name="play">What it does once the market is open.</param>
    /// <param name="options">Further words of <c>ipfl market create</c>.</param>
    public async Task<Ended> RunAsync(
        string market, IReadOnlyDictionary<string, string> agents, string? impostor = null, long samples = Images, double gainScale = 0,
        Func<Impostor, IReadOnlyDictionary<string, Witness>, Task>? play = null, params string[] options)
    {
        _server.Operate(["market", "create", market, "--task", "demo", "--set", $"steps={Steps}", "--set", "batch_size=32", "--rounds", $"{Rounds}", .. options]);
        var (witnesses, running) = (new Dictionary<string, Witness>(), new List<Task>());
        foreach (var (name, more) in agents)
        {
            var config = AgentConfig.Read(_server.Folder.Write($"{market}/{name}/agent.toml", Configuration(name) + more));
            await Enroller.EnrolAsync(config, await InviteAsync(market, name), TimeProvider.System, default);
            witnesses[name] = new(new(config.StateFolder));
            running.Add(AgentRun.RunAsync(config, witnesses[name], TimeProvider.System, TestContext.Current.CancellationToken));
        }

        var other = impostor is null ? null : new Impostor(Connect(impostor));
        if (other is not null)
        {
            await other.Participant.EnrolAsync(await InviteAsync(market, impostor!));
            await other.Participant.ReportAsync(samples, 1, gainScale);
            await other.ReceiveInitialAsync();
        }

        await Task.WhenAny(Task.WhenAll(witnesses.Values.Select(witness => witness.Reported.Task)), Task.WhenAny(running).Unwrap());
        await _operator.Operator.OpenMarketAsync(new() { Market = market });
        if (other is not null) running.Add(play!(other, witnesses));
        await Task.WhenAll(running);
        var (takings, state) = (await TakingsAsync(market), await _operator.Operator.GetMarketAsync(new() { Market = market }));

        // What was rejected or never confirmed cost nothing: the accounts hold the deposit and what was used, to the last millionth of each trade.
        Assert.All(state.Participants, participant => Assert.Equal(
            Deposit + takings[participant.Name].Received - takings[participant.Name].Paid, (participant.Balance.AvailableMicros + participant.Balance.ReservedMicros) / 1e6, 1e-4));
        return new(takings, state, witnesses, other);
    }

    /// <summary>The token of an invitation whose operator attests the images that everybody has, and no more.</summary>
    public async Task<string> InviteAsync(string market, string name) =>
        (await _operator.Operator.InviteAsync(new() { Market = market, Name = name, Role = Role.Participant, DepositMicros = 1_000_000 * Deposit, ValidSeconds = 3600, MaxSamples = Images })).Token;

    public LightParticipant Connect(string name)
    {
        var expected = X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(_server.Data, "server.crt")));
        var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetRawCertDataString() == expected.GetRawCertDataString() } };
        var channel = GrpcChannel.ForAddress(_server.Address, new() { HttpHandler = handler, DisposeHttpClient = true });
        _channels.Add(channel);
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new(name, key, channel.Intercept(new SigningInterceptor(key, TimeProvider.System)));
    }

    /// <summary>Ends the server and checks all accounts.</summary>
    public void Close()
    {
        Assert.Contains("good", _server.VerifyLedger().Out);
        _server.StopServer();
    }

    public void Dispose()
    {
        _operator.Dispose();
        foreach (var channel in _channels) channel.Dispose();
        _server.Dispose();
    }

    private async Task<Dictionary<string, Takings>> TakingsAsync(string market)
    {
        await using var db = _server.Database();
        var names = await db.Participants.AsNoTracking().Where(row => row.MarketId == market).ToDictionaryAsync(row => row.Number, row => row.Name);
        var entries = await db.Entries.AsNoTracking().Where(row => row.MarketId == market).OrderBy(row => row.Round).ToListAsync();
        var trades = await db.Trades.AsNoTracking().Where(row => row.MarketId == market).ToListAsync();
        var posted = entries.Where(entry => entry.Settlement == SettlementStage.Posted).Select(entry => (entry.Round, entry.Participant)).ToHashSet();
        double Sum(Func<TradeRow, bool> mine) => trades.Where(trade => mine(trade) && posted.Contains((trade.Round, trade.Buyer))).Sum(trade => trade.Micros) / 1e6;
        return names.ToDictionary(pair => pair.Value, pair =>
        {
            var own = entries.Where(entry => entry.Participant == pair.Key).ToList();
            return new Takings(
                Sum(trade => trade.Seller == pair.Key),
                Sum(trade => trade.Buyer == pair.Key),
                own.Count(entry => entry.Verdict == Ipfl.Service.Storage.CentreVerdict.Rejected),
                own.Count(entry => entry.Verdict == Ipfl.Service.Storage.CentreVerdict.Used),
                own.LastOrDefault(entry => entry.Accuracy is not null)?.Accuracy);
        });
    }

    private static string Configuration(string name) =>
        $"""
        [data]
        set = "fashion-mnist"
        partition = "../../partition.json"
        participant = {name[1..2]}
        [trainer]
        threads = 1

        """;
}
