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
        var output = new Option<string?>("--out") { Description = "Write the audit to FILE (JSON) instead of printing it.", HelpName = "FILE" };
        var report = new Option<string?>("--report") { Description = "Write audit.json, audit.html and its figures into DIR.", HelpName = "DIR" };
        var command = new Command("audit", "Audit a market: regret in cost, samples and gain scale, rationality slacks, deposits.")
        {
            input, mechanism, input.ReferenceGain, input.ExclusiveDistance, detection, output, report, json,
        };
        command.SetAction(parsed =>
        {
            var (chosen, options) = (mechanism.Of(parsed), new AuditOptions { Detection = Probability(parsed.GetValue(detection)!) });
            if (parsed.GetValue(json) && parsed.GetValue(output) is not null) throw new InvalidDataException("--json: has no effect with --out, which writes JSON; leave one of them out");
            var round = input.Read(parsed, chosen);
            if (parsed.GetValue(output) is { } file) OutputFile.Require(file);
            if (parsed.GetValue(report) is { } pages) OutputFolder.Make(pages, "--report");
            var start = terminal.Time.GetTimestamp();
            var audit = ShareProgress.Show(terminal, "auditing", progress => Audit.Of(round, chosen, options, progress, cancellation));
            terminal.Detail($"{audit.Participants.Count} participants, audited in {terminal.Time.GetElapsedTime(start).TotalSeconds:F2} s");
            if (parsed.GetValue(report) is { } folder) WriteReport(terminal, folder, audit);
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
                $"{audit.Participants.Count} participants, largest regret in cost {audit.MaxCostRegret:F4}, samples {audit.MaxSamplesRegret:F4}, gain scale {audit.MaxGainScaleRegret:F4}: {path}");
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
