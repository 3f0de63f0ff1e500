using System.CommandLine;
using System.Globalization;
using Ipfl.Cli.Display;
using Ipfl.Market;
using Ipfl.Market.Auditing;
using Ipfl.Reporting;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl market audit</c>: what false reports could bring, who is worse off, which deposits keep lies away.</summary>
internal static class MarketAuditCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var (input, mechanism, json) = (new MarketInput(), new MechanismOption(), Options.Json());
        var detection = new Option<string>("--detection")
        {
            Description = "Probability with which a check catches a false number of samples; deposits follow from it.",
            HelpName = "q",
            DefaultValueFactory = _ => AuditOptions.Default.Detection.ToString(CultureInfo.InvariantCulture),
        };
        var names = new Option<string>("--names-up-to") { Description = "Try second names in markets of so many participants at most; 0 never.", HelpName = "n", DefaultValueFactory = _ => AuditOptions.Default.NamesUpTo.ToString(CultureInfo.InvariantCulture) };
        var pairs = new Option<string>("--pairs-up-to") { Description = "Try joint false costs of every two sellers in markets of so many participants at most; 0 never.", HelpName = "n", DefaultValueFactory = _ => AuditOptions.Default.PairsUpTo.ToString(CultureInfo.InvariantCulture) };
        var budget = new BudgetOption();
        var output = new Option<string?>("--out") { Description = "Write the audit to FILE (JSON) instead of printing it.", HelpName = "FILE" };
        var report = new Option<string?>("--report") { Description = "Write audit.json, audit.html and its figures into DIR.", HelpName = "DIR" };
        var command = new Command("audit", "Audit a market: what lies bring, by one or several, slacks, deposits.")
        {
            input, mechanism, input.ReferenceGain, input.ExclusiveDistance, detection, names, pairs, budget, output, report, json,
        };
        command.SetAction(parsed =>
        {
            var (chosen, options) = (mechanism.Of(parsed), new AuditOptions
            {
                Detection = Probability(parsed.GetValue(detection)!),
                NamesUpTo = (int)Options.Whole("--names-up-to", parsed.GetValue(names)!, 0, int.MaxValue),
                PairsUpTo = (int)Options.Whole("--pairs-up-to", parsed.GetValue(pairs)!, 0, int.MaxValue),
                Budget = budget.Of(parsed),
            });
            if (parsed.GetValue(json) && parsed.GetValue(output) is not null) throw new InvalidDataException("--json: has no effect with --out, which writes JSON; leave one of them out");
            var round = input.Read(parsed, chosen);
            if (parsed.GetValue(output) is { } file) OutputFile.Require(file);
            if (parsed.GetValue(report) is { } pages) OutputFolder.Make(pages, "--report");
            var start = terminal.Time.GetTimestamp();
            var audit = ShareProgress.Show(terminal, "auditing", progress => Audit.Of(round, chosen, options, progress, cancellation));
            terminal.Detail($"{audit.Participants.Count} participants, audited in {terminal.Time.GetElapsedTime(start).TotalSeconds:F2} s");
            if (parsed.GetValue(report) is { } folder) WriteReport(terminal, folder, audit);
            foreach (var warning in audit.Warnings) terminal.Say($"warning: {warning}");
            Tell(terminal, audit, parsed.GetValue(output), parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static double Probability(string word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var probability) && probability is >= AuditOptions.LeastDetection and <= 1
            ? probability
            : throw new InvalidDataException($"--detection: found '{word}'; allowed is a number from 0.000001 to 1");

    private static void WriteReport(Terminal terminal, string folder, Audit audit)
    {
        var page = OutputFolder.Fill(folder, "--report", full =>
        {
            AtomicFile.Write(Path.Combine(full, "audit.json"), stream => MarketFile.Write(stream, audit));
            return AuditReport.Write(full);
        });
        terminal.Say($"Report: {DefaultFolder.Shown(page)}");
    }

    /// <summary>JSON for files, pipes and those who ask for it, a table for people.</summary>
    private static void Tell(Terminal terminal, Audit audit, string? path, bool json)
    {
        if (path is not null)
        {
            OutputFile.Write(path, stream => MarketFile.Write(stream, audit));
            terminal.Say(
                $"{audit.Participants.Count} participants, largest regret in cost {audit.MaxCostRegret:F4}, samples at least {audit.MaxSamplesRegret:F4}, gain scale at least {audit.MaxGainScaleRegret:F4}: {path}");
        }
        else if (json || !terminal.Tables.Profile.Capabilities.Interactive)
        {
            OutputFile.Print(terminal, stream => MarketFile.Write(stream, audit));
        }
        else
        {
            AuditTable.Write(terminal, audit);
        }
    }
}
