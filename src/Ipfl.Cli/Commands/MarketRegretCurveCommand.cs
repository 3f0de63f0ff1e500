using System.CommandLine;
using System.Globalization;
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
        var mechanism = new Option<string?>("--mechanism") { Description = "Only this mechanism. Default: all.", HelpName = "NAME" };
        var lie = new Option<string>("--lie") { Description = "The lie: cost (exact), names or same-data (second names, of any model or of one's own data), pairs (joint false costs of two sellers); searched, of small markets.", HelpName = "LIE", DefaultValueFactory = _ => "cost" };
        var exclusive = new Option<string>("--exclusive-distance") { Description = "Distance below which models are taken for one; not with marginal and critical.", HelpName = "d", DefaultValueFactory = _ => "0" };
        var output = new Option<string?>("--out") { Description = "Write regret-curve.csv, regret-curve.html and its figures into DIR instead of printing CSV.", HelpName = "DIR" };
        var command = new Command("regret-curve", "Measure what lies bring against the size of the market.") { sizes, markets, seed, mechanism, lie, exclusive, output };
        command.SetAction(parsed =>
        {
            IReadOnlyList<Mechanism> mechanisms = parsed.GetValue(mechanism) is { } name ? [MechanismOption.Named(name)] : Mechanism.All;
            int[] counts = [.. parsed.GetValue(sizes)!.Split(',', StringSplitOptions.TrimEntries).Select(word => (int)Options.Whole("--sizes", word, 1, Largest, ", separated by commas"))];
            if (counts.Distinct().Count() < counts.Length) throw new InvalidDataException($"--sizes: found {string.Join(", ", counts)}; each may be named once");
            var (count, root) = ((int)Options.Whole("--markets", parsed.GetValue(markets)!, 1, 1_000_000), Options.Whole("--seed", parsed.GetValue(seed)!, 0, long.MaxValue));
            var (kind, distance) = (Lie(parsed.GetValue(lie)!), Distance(parsed.GetValue(exclusive)!));
            if (distance > 0) mechanisms = Exclusive(mechanisms, parsed.GetValue(mechanism));
            if (kind != CurveLie.Cost && parsed.GetValue(output) is not null) throw new InvalidDataException("--out: the page is of regrets in cost; leave it out with --lie, which prints CSV");
            if (parsed.GetValue(output) is { } target) OutputFolder.Make(target, "--out");
            var points = ShareProgress.Show(terminal, "auditing", progress => RegretCurve.Measure(mechanisms, counts, count, root, kind, distance, progress, cancellation));
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

    private static CurveLie Lie(string word) => word switch
    {
        "cost" => CurveLie.Cost,
        "names" => CurveLie.Names,
        "same-data" => CurveLie.SameData,
        "pairs" => CurveLie.Pairs,
        _ => throw new InvalidDataException($"--lie: found '{word}'; allowed are cost, names, same-data, pairs"),
    };

    private static double Distance(string word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var distance) && distance is >= 0 and <= 2
            ? distance
            : throw new InvalidDataException($"--exclusive-distance: found '{word}'; allowed is a number from 0 to 2");

    private static IReadOnlyList<Mechanism> Exclusive(IReadOnlyList<Mechanism> mechanisms, string? named) =>
        named is "marginal" or "critical"
            ? throw new InvalidDataException($"--exclusive-distance: has no meaning for {named}; allowed are the mechanisms that are no walks")
            : [.. mechanisms.Where(mechanism => mechanism != Mechanism.Marginal && mechanism != Mechanism.Critical)];
}
