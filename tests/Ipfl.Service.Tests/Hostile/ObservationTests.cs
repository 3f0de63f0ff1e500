using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Grpc.Core;
using Ipfl.Protocol.Signing;
using Ipfl.Protocol.V1;
using Ipfl.Service.Rounds;
using Ipfl.Service.Tests.Serving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ipfl.Service.Tests.Hostile;

/// <summary>What an operator can watch, and that no secret is in it.</summary>
public sealed class ObservationTests
{
    [Fact]
    public async Task Health_and_readiness_answer_without_a_key()
    {
        await using var server = await TestServer.StartAsync();
        using var http = server.Http();
        foreach (var path in new[] { "/health/live", "/health/ready" })
        {
            using var response = await http.GetAsync(path);
            Assert.Equal((HttpStatusCode.OK, "Healthy"), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        }
    }

    [Fact]
    public async Task A_round_records_its_phases_bytes_exclusions_and_welfare()
    {
        var market = $"metered-{Environment.ProcessId}";
        using var meter = new Meters(market);
        await using var server = await TestServer.StartAsync();
        await server.CreateMarketAsync(terms => (terms.Market, terms.Rounds) = (market, 1));
        var model = TestModel.Bytes(1);
        var welfare = await RunAsync(server, market, model);
        Assert.Equal(["collecting", "delivering", "settling"], meter.Recorded.Where(seen => seen.Name == "ipfl.round.phase.duration").Select(seen => seen.Tag).Order());
        Assert.Equal(2 * model.Length, meter.Recorded.Where(seen => (seen.Name, seen.Tag) == ("ipfl.model.bytes", "in")).Sum(seen => seen.Value) - 1);
        Assert.Equal(2 * model.Length, meter.Recorded.Where(seen => (seen.Name, seen.Tag) == ("ipfl.model.bytes", "out")).Sum(seen => seen.Value));
        Assert.Equal(1, meter.Recorded.Where(seen => seen.Name == "ipfl.round.exclusions").Sum(seen => seen.Value));
        Assert.Equal(welfare, meter.Recorded.Single(seen => seen.Name == "ipfl.round.welfare").Value);
    }

    [Fact]
    public async Task Logs_hold_no_token_key_or_signature()
    {
        await using var server = await TestServer.StartAsync(change: options => options with { Verbose = true });
        using var log = new Lines();
        server.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        await server.CreateMarketAsync(terms => terms.Rounds = 1);
        var token = (await server.Operator.Operator.InviteAsync(new() { Market = "test", Name = "looked-at", Role = Role.Auditor, ValidSeconds = 60 })).Token;
        await RunAsync(server, "test", TestModel.Bytes(1));
        using var calls = new RawCalls(server);
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var signed = RawCalls.Sign(key, "/ipfl.v1.Participant/GetBalance", []);
        await calls.SendAsync("/ipfl.v1.Participant/GetBalance", RawCalls.Frame([]), signed);
        await server.Connect(key, "looked-at").EnrolAsync(token);
        var all = string.Join('\n', log.Written);
        Assert.Contains("/ipfl.v1.Participant/PutPiece", all, StringComparison.Ordinal);
        string[] secrets =
        [
            token, EnrolmentToken.TryParse(token)!.Secret, signed[RequestHeaders.Signature], signed[RequestHeaders.Nonce], signed[RequestHeaders.Key],
            File.ReadAllLines(server.Options.Folder.OperatorKey)[1], File.ReadAllLines(server.Options.Folder.ServerKey)[1], RequestHeaders.Signature,
        ];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, all, StringComparison.Ordinal));
    }

    /// <summary>A round of two that trade and one that is excluded.</summary>
    /// <returns>Its welfare.</returns>
    private static async Task<double> RunAsync(TestServer server, string market, byte[] model)
    {
        LightParticipant[] all = [await server.JoinAsync(market, "a"), await server.JoinAsync(market, "b"), await server.JoinAsync(market, "bad")];
        await server.Operator.Operator.OpenMarketAsync(new() { Market = market });
        foreach (var participant in all) await participant.WaitAsync(1, RoundPhase.Collecting);
        await Assert.ThrowsAsync<RpcException>(() => all[2].UploadAsync(1, [0]));
        await all[0].UploadAsync(1, model);
        await all[1].UploadAsync(1, TestModel.Bytes(2));
        foreach (var participant in all[..2])
        {
            await participant.WaitAsync(1, RoundPhase.Delivering);
            Assert.Equal(Settlement.Posted, (await participant.SettleAsync(1)).Settlement);
        }

        await all[0].WaitAsync(1, RoundPhase.Done);
        return Assert.Single((await server.Operator.Auditor.ReadRoundsAsync(new() { Market = market })).Rounds_).Welfare;
    }

    /// <summary>What one market's meters record.</summary>
    private sealed class Meters : IDisposable
    {
        private readonly MeterListener _listener = new();

        public Meters(string market)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == ServiceMetrics.Name) listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags, market));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags, market));
            _listener.Start();
        }

        public ConcurrentQueue<(string Name, double Value, string Tag)> Recorded { get; } = [];

        public void Dispose() => _listener.Dispose();

        private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, string market)
        {
            var named = tags.ToArray().ToDictionary(tag => tag.Key, tag => $"{tag.Value}");
            if (named.Remove("market", out var seen) && seen == market) Recorded.Enqueue((instrument.Name, value, string.Join(',', named.Values)));
        }
    }

    /// <summary>Everything that is logged, with all that is attached to it.</summary>
    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Written { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
