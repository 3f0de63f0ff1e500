// A round of many participants against `ipfl serve` as a process of its own: what it takes, as a table.
//   IPFL AGENTS NUMBERS GROUPS      such as ../../src/Ipfl.Cli/bin/Release/net10.0/ipfl.dll 1000 250000 50
using System.Diagnostics;
using Ipfl.Protocol.V1;
using Ipfl.Service.Benchmarks;

var (agents, numbers, groups) = (int.Parse(args[1]), int.Parse(args[2]), int.Parse(args[3]));
var models = new GroupedModels(numbers, groups);
await using var server = await ServerProcess.StartAsync(args[0]);
using var connection = server.Connect();
var operations = connection.Operator;
await operations.CreateMarketAsync(new() { Terms = Market.Terms });
await Market.PutInitialAsync(operations, models.Initial());

var clock = Stopwatch.StartNew();
var all = new Agent[agents];
for (var i = 0; i < agents; i++) all[i] = await Agent.JoinAsync(server, operations, i);
var (enrolled, busy, calls) = (clock.Elapsed, server.ProcessorTime, Agent.Calls);
Console.WriteLine($"{agents} agents enrolled in {enrolled.TotalSeconds:0.0} s");

clock.Restart();
await operations.OpenMarketAsync(new() { Market = Market.Name });
await Task.WhenAll(all.Select(agent => agent.UploadAsync(models)));
var uploaded = clock.Elapsed;
await all[0].WaitAsync(RoundPhase.Delivering);
var settled = clock.Elapsed;
var results = await Task.WhenAll(all.Select(agent => agent.SettleAsync()));
await all[0].WaitAsync(RoundPhase.Done);
var done = clock.Elapsed;

Console.WriteLine($"""
    | agents, model, trades | round | uploads | settling | delivery | server: processor time | peak memory | calls | model bytes in, out |
    | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
    | {agents}, {numbers * 4 / 1e6:0.##} MB, {results.Sum(result => result.Bought.Count)} | {done.TotalSeconds:0.0} s | {uploaded.TotalSeconds:0.0} s | {(settled - uploaded).TotalSeconds:0.0} s | {(done - settled).TotalSeconds:0.0} s | {(server.ProcessorTime - busy).TotalSeconds:0.0} s | {server.PeakMegabytes:0} MB | {Agent.Calls - calls} | {Agent.BytesIn / 1e6:0} MB, {Agent.BytesOut / 1e6:0} MB |
    """);
Console.WriteLine($"confirmed {results.Count(result => result.Settlement == Settlement.Posted)} of {agents}; load of the machine {File.ReadAllText("/proc/loadavg").Trim()}");
