using System.Security.Cryptography;
using System.Text.Json;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Ipfl.Protocol.Signing;
using Ipfl.Protocol.V1;
using Ipfl.Service.Tests.Serving;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.EndToEnd.Tests.Service;

/// <summary>
/// SIGKILL of the server and of agents at random moments of a market of ten rounds: nothing acknowledged is lost, nothing happens twice, and
/// everybody ends with the models and the money of a market that was left alone.
/// </summary>
public sealed class FaultTests
{
    private const int Rounds = 10;
    private const int Kills = 210;
    private const int KillsBeforeUpload = 14;
    private static readonly string[] Agents = ["a0", "a1", "a2"];

    [Fact]
    [Trait("Category", "Long")]
    public async Task Two_hundred_kills_change_nothing()
    {
        var undisturbed = await RunAsync(null);
        var disturbed = await RunAsync(new Random(20));
        Assert.True(disturbed.Kills >= 200, $"only {disturbed.Kills} kills");
        Assert.Equal(undisturbed.Models, disturbed.Models);
        Assert.Equal(undisturbed.Uploads, disturbed.Uploads);
        Assert.Equal(undisturbed.Trades, disturbed.Trades);
        Assert.Equal(undisturbed.Balances, disturbed.Balances);
        Assert.NotEmpty(undisturbed.Trades);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_few_kills_change_nothing()
    {
        var undisturbed = await RunAsync(null, rounds: 2);
        var disturbed = await RunAsync(new Random(3), rounds: 2, kills: 8);
        Assert.True(disturbed.Kills >= 8, $"only {disturbed.Kills} kills");
        Assert.Equal(undisturbed.Models, disturbed.Models);
        Assert.Equal(undisturbed.Balances, disturbed.Balances);
    }

    /// <summary>What a market came to.</summary>
    private sealed record Ending(int Kills, string[] Models, string[] Uploads, string[] Trades, string[] Balances);

    private static async Task<Ending> RunAsync(Random? chance, int rounds = Rounds, int kills = Kills)
    {
        using var market = new ServedMarket();
        market.CreateMarket("--task", "demo", "--set", "steps=2", "--set", "seed=1", "--rounds", $"{rounds}", "--upload-seconds", "3600", "--delivery-seconds", "3600");
        foreach (var (name, i) in Agents.Select((name, i) => (name, i))) market.Enrol(name, Configuration(market.Folder, i));
        var gate = await GateAsync(market);
        market.StartAndReport(Agents);
        market.Open();

        var done = 0;
        for (var round = 1; round <= rounds; round++)
        {
            // The gate keeps the round open until its share of kills is over, then settlement and delivery get theirs.
            for (var i = 0; chance is not null && i < KillsBeforeUpload && done < kills; i++) done += KillOne(market, chance);
            await gate.UploadAsync(round);
            for (var i = 0; chance is not null && done < kills * round / rounds; i++) done += KillOne(market, chance);
            await gate.SettleAsync(round);
        }

        foreach (var name in Agents) Assert.Equal(0, market.Ended(name).ExitCode);
        await using var db = market.Database();
        return await EndingAsync(market, db, rounds, done);
    }

    /// <summary>Kills the server or an agent after a moment, and starts it again.</summary>
    private static int KillOne(ServedMarket market, Random chance)
    {
        using (var moment = new ManualResetEventSlim()) moment.Wait(chance.Next(20, 500));
        var victim = chance.Next(Agents.Length + 1);
        var name = victim == Agents.Length ? "server" : Agents[victim];
        if (!market.Kill(name)) return 0;
        if (name == "server") market.StartServer();
        else market.StartAgent(name);
        return 1;
    }

    private static async Task<Ending> EndingAsync(ServedMarket market, Ipfl.Service.Storage.ServiceDb db, int rounds, int kills)
    {
        Assert.Contains("good", market.VerifyLedger().Out);
        var entries = await db.Entries.AsNoTracking().OrderBy(row => row.Round).ThenBy(row => row.Participant).ToListAsync();
        Assert.Equal(rounds * (Agents.Length + 1), entries.Count(entry => entry.Stage == Ipfl.Service.Storage.EntryStage.Accepted));
        Assert.All(entries, entry => Assert.Equal(
            entry.Settlement == Ipfl.Service.Storage.SettlementStage.None ? Ipfl.Service.Storage.CentreVerdict.None
            : entry.Settlement == Ipfl.Service.Storage.SettlementStage.Posted ? Ipfl.Service.Storage.CentreVerdict.Used : Ipfl.Service.Storage.CentreVerdict.Rejected,
            entry.Verdict));
        foreach (var (name, number) in Agents.Select((name, i) => (name, i)))
        {
            // What an agent was told to be counted is what was counted.
            var acknowledged = Enumerable.Range(1, rounds).Select(round => JsonDocument.Parse(File.ReadAllText(market.RoundFile(name, round, "progress.json"))).RootElement);
            Assert.Equal(entries.Where(entry => entry.Participant == number).Select(entry => entry.UploadDigest), acknowledged.Select(progress => progress.GetProperty("uploadDigest").GetString()));
        }

        // Each purchase was reserved once, and either used and posted once or rejected and voided once.
        var kinds = await db.Transactions.AsNoTracking().GroupBy(row => row.Kind).ToDictionaryAsync(group => group.Key, group => group.Count());
        Assert.Equal(kinds["reserve"], kinds.GetValueOrDefault("post") + kinds.GetValueOrDefault("void"));
        Assert.Equal(kinds.GetValueOrDefault("void"), entries.Count(entry => entry.Verdict == Ipfl.Service.Storage.CentreVerdict.Rejected));
        return new(
            kills,
            [.. Agents.Select(name => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(market.RoundFile(name, rounds, "own.safetensors")))))],
            [.. entries.Select(entry => entry.UploadDigest!)],
            [.. (await db.Trades.AsNoTracking().OrderBy(row => row.Round).ThenBy(row => row.Buyer).ThenBy(row => row.Seller).ToListAsync()).Select(row => $"{row.Round} {row.Buyer} {row.Seller} {row.Payment:R}")],
            [.. (await db.Balances.AsNoTracking().OrderBy(row => row.Account).ToListAsync()).Select(row => $"{row.Account} {row.Micros}")]);
    }

    private static async Task<Gate> GateAsync(ServedMarket market)
    {
        var gate = new Gate(market);
        await gate.EnrolAsync(market.Invite("gate"));
        return gate;
    }

    private static string Configuration(TemporaryFolder folder, int participant)
    {
        if (!File.Exists(folder.File("partition.json")))
            folder.Write("partition.json", $"{{\"participants\": [{string.Join(", ", Enumerable.Range(0, Agents.Length).Select(i => $"[{string.Join(", ", Enumerable.Range(i * 200, 200))}]"))}]}}");
        return $"""
            [data]
            set = "fashion-mnist"
            partition = "../partition.json"
            participant = {participant}
            [network]
            retry_seconds = 0.1
            longest_retry_seconds = 0.5
            """;
    }

    /// <summary>A participant in this process that decides when a round may go on; it outlasts every kill.</summary>
    private sealed class Gate(ServedMarket market)
    {
        private readonly GrpcChannel _channel = market.Channel();
        private LightParticipant? _connected;
        private byte[] _initial = [];

        private LightParticipant Participant => _connected ??= Connect(_channel);

        public async Task EnrolAsync(string token)
        {
            await Participant.EnrolAsync(token);
            await Participant.ReportAsync(300, 1, 5e5);
            _initial = (await Participant.Calls.ReadInitialModelAsync(new())).Data.ToByteArray();
        }

        /// <summary>Uploads the initial model with its numbers changed a little, differently in each round.</summary>
        public async Task UploadAsync(int round)
        {
            var model = (byte[])_initial.Clone();
            var numbers = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(model.AsSpan(model.Length - 40_000));
            for (var i = 0; i < numbers.Length; i++) numbers[i] += MathF.Sin(i * round) / 100;
            await UntilDoneAsync(async () =>
            {
                await Participant.WaitAsync(round, RoundPhase.Collecting);
                await Participant.UploadAsync(round, model);
            });
        }

        public Task SettleAsync(int round) => UntilDoneAsync(async () =>
        {
            await Participant.WaitAsync(round, RoundPhase.Delivering);
            await Participant.SettleAsync(round);
        });

        /// <summary>A server that was killed is back in a moment.</summary>
        private async Task UntilDoneAsync(Func<Task> act)
        {
            while (true)
            {
                try
                {
                    await act();
                    return;
                }
                catch (Grpc.Core.RpcException lost) when (lost.StatusCode is Grpc.Core.StatusCode.Unavailable or Grpc.Core.StatusCode.Internal or Grpc.Core.StatusCode.Cancelled or Grpc.Core.StatusCode.Unauthenticated)
                {
                    await _channel.ConnectAsync();
                }
            }
        }

        private static LightParticipant Connect(GrpcChannel channel)
        {
            var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return new("gate", key, channel.Intercept(new SigningInterceptor(key, TimeProvider.System)));
        }
    }
}
