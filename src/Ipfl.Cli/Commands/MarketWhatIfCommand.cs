using System.CommandLine;
using Ipfl.Market;
using Ipfl.Market.Auditing;
using Ipfl.Reporting;
using Ipfl.Simulation;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl market whatif</c>: one participant's utility as a function of one number of its report.</summary>
internal static class MarketWhatIfCommand
{
    private const int DefaultPoints = 100;
    private const int MostPoints = 100_000;

    public static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var (input, mechanism) = (new MarketInput(), new MechanismOption());
        var participant = new Option<string>("--participant") { Description = "The participant's id.", HelpName = "ID", Required = true };
        var cost = new ReportRange("--cost", "sharing cost", 0, 1e100, whole: false);
        var samples = new ReportRange("--samples", "number of samples", 1, Samples.Maximum, whole: true);
        var gainScale = new ReportRange("--gain-scale", "gain scale", 0, 1e100, whole: false);
        var points = new Option<string?>("--points") { Description = $"Reports to try at equal steps, besides those where trades change; not with --cost, which is exact. Default: {DefaultPoints}.", HelpName = "n" };
        var output = new Option<string?>("--out") { Description = "Write whatif.csv, whatif.html and a figure into DIR instead of printing CSV.", HelpName = "DIR" };
        var command = new Command("whatif", "Show what one participant would get by reporting other numbers.")
        {
            input, participant, cost, samples, gainScale, mechanism, input.ReferenceGain, input.ExclusiveDistance, points, output,
        };
        command.SetAction(parsed =>
        {
            var chosen = mechanism.Of(parsed);
            var (dimension, range) = Only((ReportDimension.Cost, cost.Of(parsed)), (ReportDimension.Samples, samples.Of(parsed)), (ReportDimension.GainScale, gainScale.Of(parsed)));
            var count = Points(parsed.GetValue(points), dimension);
            var round = input.Read(parsed, chosen);
            var request = new WhatIfRequest(round, chosen, Index(round, parsed.GetRequiredValue(input), parsed.GetRequiredValue(participant)), cancellation);
            var curve = request.Draw(dimension, range, count);
            if (parsed.GetValue(output) is { } folder)
                terminal.Say($"Curve: {DefaultFolder.Shown(OutputFolder.Fill(folder, "--out", full => WhatIfReport.Write(full, curve)))}");
            else
                terminal.Out.Write(curve.ToCsv());
            return ExitCode.Done;
        });
        return command;
    }

    private static (ReportDimension Dimension, (double From, double To) Range) Only(params (ReportDimension Dimension, (double From, double To)? Range)[] ranges)
    {
        var given = ranges.Where(one => one.Range is not null).ToArray();
        return given is [var (dimension, range)]
            ? (dimension, range!.Value)
            : throw new InvalidDataException($"ipfl market whatif: found {given.Length} ranges; allowed is exactly one of --cost, --samples and --gain-scale, such as --cost 0..2.5");
    }

    private static int Points(string? word, ReportDimension dimension)
    {
        if (word is null) return DefaultPoints;
        if (dimension == ReportDimension.Cost) throw new InvalidDataException("--points: has no effect with --cost, whose curve is exact; leave it out");
        return (int)Options.Whole("--points", word, 2, MostPoints);
    }

    private static int Index(MarketRound round, string file, string id)
    {
        string[] ids = [.. round.Reports.Select(report => report.Id)];
        if (Array.IndexOf(ids, id) is var index && index >= 0) return index;
        var hint = ids.Length > 0 && Spelling.Nearest(id, ids) is { } nearest ? $"; did you mean {nearest}?" : "";
        throw new InvalidDataException($"--participant: found '{id}'; allowed are the {ids.Length} ids of {file}: {string.Join(", ", ids.Take(10))}{(ids.Length > 10 ? ", …" : "")}{hint}");
    }
}
