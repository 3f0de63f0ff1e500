using System.CommandLine;
using Ipfl.Cli.Diagnosis;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl doctor</c>: checks the machine and says problem and fix.</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal)
    {
        var dataDir = Options.DataDir();
        var command = new Command("doctor", "Check this machine: runtime, native library, memory, data, GPU.") { dataDir };
        command.SetAction(parsed =>
        {
            var findings = Doctor.Examine(parsed.GetValue(dataDir)).ToArray();
            foreach (var finding in findings)
            {
                terminal.Out.WriteLine($"{finding.Grade.ToString().ToLowerInvariant(),-8}{finding.What}: {finding.Found}");
                if (finding.Fix.Length > 0) terminal.Out.WriteLine($"        fix: {finding.Fix}");
            }

            return findings.Any(finding => finding.Grade == Grade.Problem) ? ExitCode.Failed : ExitCode.Done;
        });
        return command;
    }
}
