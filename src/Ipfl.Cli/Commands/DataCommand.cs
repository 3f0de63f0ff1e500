using System.CommandLine;
using Ipfl.Cli.Display;
using Ipfl.Data;
using Spectre.Console;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl data</c>: what data sets there are, getting them, checking them.</summary>
internal static class DataCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation) => new("data", "List, download and check data sets.")
    {
        List(terminal, cancellation),
        Fetch(terminal, cancellation),
        Verify(terminal, cancellation),
    };

    private static Command List(Terminal terminal, CancellationToken cancellation)
    {
        var dataDir = Options.DataDir();
        var command = new Command("list", "List the data sets and whether they are here.") { dataDir };
        command.SetAction(async parsed =>
        {
            var table = new Table().AddColumns("name", "what it is", "licence", "download", "where");
            foreach (var entry in DataCatalogue.All)
            {
                var checks = await DataVerifier.VerifyAsync(entry, DataFolder.ForDownloads(parsed.GetValue(dataDir)), cancellation);
                table.AddRow([.. new[] { entry.Name, entry.Description, entry.Licence, Megabytes(entry), Where(checks) }.Select(text => new Text(text))]);
            }

            terminal.Tables.Write(table);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Fetch(Terminal terminal, CancellationToken cancellation)
    {
        var (name, dataDir) = (Name(), Options.DataDir());
        var command = new Command("fetch", "Download a data set from its publisher, checked and resumed.") { name, dataDir };
        command.SetAction(async parsed =>
        {
            var entry = DataCatalogue.Find(parsed.GetRequiredValue(name));
            var folder = DataFolder.ForDownloads(parsed.GetValue(dataDir));
            using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
            var fetcher = new DataFetcher(new DataDownloader(http, terminal.Time));
            var checks = await DownloadDisplay.ShowAsync(terminal, progress => fetcher.FetchAsync(entry, folder, progress, cancellation));
            return Tell(terminal, checks);
        });
        return command;
    }

    private static Command Verify(Terminal terminal, CancellationToken cancellation)
    {
        var (name, dataDir) = (Name(), Options.DataDir());
        var command = new Command("verify", "Compare a data set's files with the published digests.") { name, dataDir };
        command.SetAction(async parsed =>
        {
            var entry = DataCatalogue.Find(parsed.GetRequiredValue(name));
            return Tell(terminal, await DataVerifier.VerifyAsync(entry, DataFolder.ForDownloads(parsed.GetValue(dataDir)), cancellation));
        });
        return command;
    }

    private static Argument<string> Name() => new("NAME") { Description = $"Data set: {string.Join(", ", DataCatalogue.All.Select(entry => entry.Name))}." };

    private static string Where(IReadOnlyList<FileCheck> checks)
    {
        var missing = checks.Count(check => check.State == FileState.Missing);
        if (missing == checks.Count) return "not here";
        var folder = DefaultFolder.Shown(Path.GetDirectoryName(checks[0].Path)!);
        return missing == 0 ? folder : $"{folder}, {missing} of {checks.Count} files missing";
    }

    private static string Megabytes(DataCatalogueEntry entry) => entry.Instructions is not null ? "by hand" : $"{entry.Downloads.Sum(download => download.Size) / 1e6:F0} MB";

    private static int Tell(Terminal terminal, IReadOnlyList<FileCheck> checks)
    {
        foreach (var check in checks)
            terminal.Out.WriteLine($"{check.State.ToString().ToLowerInvariant(),-8}{check.Path}{(check.Detail.Length > 0 ? $": {check.Detail}" : "")}");
        return checks.All(check => check.State is FileState.Good or FileState.Present) ? ExitCode.Done : ExitCode.Failed;
    }
}
