using System.CommandLine;
using Ipfl.Cli.Diagnosis;
using Ipfl.Cli.Display;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl doctor</c>: checks the machine and says problem and fix.</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal)
    {
        var (dataDir, json) = (Options.DataDir(), Options.Json());
        var command = new Command("doctor", "Check this machine: runtime, native library, memory, data, GPU.") { dataDir, json };
        command.SetAction(parsed =>
        {
            var findings = Doctor.Examine(parsed.GetValue(dataDir)).ToArray();
            if (parsed.GetValue(json)) CliJson.Write<Finding>(terminal, findings);
            else Tell(terminal, findings);
            return findings.Any(finding => finding.Grade == Grade.Problem) ? ExitCode.Failed : ExitCode.Done;
        });
        return command;
    }

    private static void Tell(Terminal terminal, Finding[] findings)
    {
        foreach (var finding in findings)
        {
            terminal.Out.WriteLine($"{finding.Grade.ToString().ToLowerInvariant(),-8}{finding.What}: {finding.Found}");
            if (finding.Fix.Length > 0) terminal.Out.WriteLine($"        fix: {finding.Fix}");
        }
    }
}
