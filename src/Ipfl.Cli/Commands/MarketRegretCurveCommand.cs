using System.CommandLine;
using Ipfl.Cli.Display;
using Ipfl.Market;
using Ipfl.Reporting;
using Ipfl.Simulation;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl market regret-curve</c>: how regret in cost changes with the size of random markets.</summary>
internal static class MarketRegretCurveCommand
{
    private const int Largest = 2_000;

    public static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var sizes = new Option<string>("--sizes") { Description = "Numbers of participants, separated by commas.", HelpName = "a,b,c", DefaultValueFactory = _ => "5,10,20,50,100,200,500" };
        var markets = new Option<string>("--markets") { Description = "Random markets of each size; of those with more than 200 participants fewer.", HelpName = "n", DefaultValueFactory = _ => "20" };
        var seed = new Option<string>("--seed") { Description = "Seed of the random markets.", HelpName = "N", DefaultValueFactory = _ => "0" };
        var mechanism = new Option<string?>("--mechanism") { Description = "Only this mechanism. Default: all three.", HelpName = "NAME" };
        var output = new Option<string?>("--out") { Description = "Write regret-curve.csv, regret-curve.html and its figures into DIR instead of printing CSV.", HelpName = "DIR" };
        var command = new Command("regret-curve", "Measure regret in cost against the size of the market, on random markets.") { sizes, markets, seed, mechanism, output };
        command.SetAction(parsed =>
        {
            IReadOnlyList<Mechanism> mechanisms = parsed.GetValue(mechanism) is { } name ? [MechanismOption.Named(name)] : Mechanism.All;
            int[] counts = [.. parsed.GetValue(sizes)!.Split(',', StringSplitOptions.TrimEntries).Select(word => (int)Options.Whole("--sizes", word, 1, Largest, ", separated by commas"))];
            if (counts.Distinct().Count() < counts.Length) throw new InvalidDataException($"--sizes: found {string.Join(", ", counts)}; each may be named once");
            var (count, root) = ((int)Options.Whole("--markets", parsed.GetValue(markets)!, 1, 1_000_000), Options.Whole("--seed", parsed.GetValue(seed)!, 0, long.MaxValue));
            if (parsed.GetValue(output) is { } target) OutputFolder.Make(target, "--out");
            var points = ShareProgress.Show(terminal, "auditing", progress => RegretCurve.Measure(mechanisms, counts, count, root, progress, cancellation));
            foreach (var size in counts.Where(size => RegretCurve.MarketsOf(size, count) < count))
                terminal.Say($"{size} participants: {RegretCurve.MarketsOf(size, count)} markets instead of {count}, for the time it takes");
            RegretCurveRow[] rows = [.. points.Select(p => new RegretCurveRow(p.Mechanism, p.Participants, p.Markets, p.MarketShare, p.ParticipantShare, p.MeanUtility, p.MeanRegret, p.MaxRegret))];
            if (parsed.GetValue(output) is { } folder)
                terminal.Say($"Curve: {DefaultFolder.Shown(OutputFolder.Fill(folder, "--out", full => RegretCurveReport.Write(full, rows)))}");
            else
                terminal.Out.Write(RegretCurveReport.ToCsv(rows));
            return ExitCode.Done;
        });
        return command;
    }
}
