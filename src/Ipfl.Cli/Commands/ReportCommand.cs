using System.CommandLine;
using System.Diagnostics;
using Ipfl.Reporting;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl report</c>: (re)writes a folder's report and figures.</summary>
internal static class ReportCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "Folder of a run, a comparison, a reproduction or an audit." };
        var open = new Option<bool>("--open") { Description = "Open the report in the browser." };
        var command = new Command("report", "Write the page and the figures of a run, a comparison, a reproduction or an audit anew.") { folder, open };
        command.SetAction(parsed =>
        {
            var report = Report.Write(parsed.GetRequiredValue(folder));
            terminal.Out.WriteLine(report);
            if (parsed.GetValue(open)) Open(report);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Open(string report)
    {
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(Path.GetFullPath(report)) { UseShellExecute = true });
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new IOException($"{report}: is written, but no program opens it here ({error.Message})", error);
        }
    }
}
