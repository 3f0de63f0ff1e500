using System.CommandLine;
using Ipfl.Cli.Display;
using Ipfl.Data;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl data</c>: what data sets there are, getting them, checking them.</summary>
internal static class DataCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation) => new("data", "List, download, check and split data sets.")
    {
        List(terminal, cancellation),
        Fetch(terminal, cancellation),
        Verify(terminal, cancellation),
        DataSplitCommand.Create(terminal, cancellation),
    };

    private static Command List(Terminal terminal, CancellationToken cancellation)
    {
        var (dataDir, json) = (Options.DataDir(), Options.Json());
        var command = new Command("list", "List the data sets and whether they are here.") { dataDir, json };
        command.SetAction(async parsed =>
        {
            var sets = new List<(DataCatalogueEntry Entry, IReadOnlyList<FileCheck> Checks)>();
            foreach (var entry in DataCatalogue.All)
                sets.Add((entry, await DataVerifier.VerifyAsync(entry, DataFolder.ForDownloads(parsed.GetValue(dataDir)), cancellation)));
            if (parsed.GetValue(json)) CliJson.Write<DataSetRow>(terminal, [.. sets.Select(set => Row(set.Entry, set.Checks))]);
            else DataSetLines.Write(terminal, sets);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Fetch(Terminal terminal, CancellationToken cancellation)
    {
        var (name, dataDir, json) = (Name(), Options.DataDir(), Options.Json());
        var command = new Command("fetch", "Download a data set from its publisher, checked and resumed.") { name, dataDir, json };
        command.SetAction(async parsed =>
        {
            var entry = DataCatalogue.Find(parsed.GetRequiredValue(name));
            var folder = DataFolder.ForDownloads(parsed.GetValue(dataDir));
            var route = ProxyRoute.OfEnvironment();
            using var http = new HttpClient(new SocketsHttpHandler { Proxy = route }) { Timeout = Timeout.InfiniteTimeSpan };
            var fetcher = new DataFetcher(new DataDownloader(http, terminal.Time) { Proxy = route });
            var checks = await DownloadDisplay.ShowAsync(terminal, progress => fetcher.FetchAsync(entry, folder, progress, cancellation));
            return Tell(terminal, checks, parsed.GetValue(json));
        });
        return command;
    }

    private static Command Verify(Terminal terminal, CancellationToken cancellation)
    {
        var (name, dataDir, json) = (Name(), Options.DataDir(), Options.Json());
        var command = new Command("verify", "Compare a data set's files with the published digests.") { name, dataDir, json };
        command.SetAction(async parsed =>
        {
            var entry = DataCatalogue.Find(parsed.GetRequiredValue(name));
            var checks = await DataVerifier.VerifyAsync(entry, DataFolder.ForDownloads(parsed.GetValue(dataDir)), cancellation);
            return Tell(terminal, checks, parsed.GetValue(json));
        });
        return command;
    }

    private static Argument<string> Name() => new("NAME") { Description = $"Data set: {string.Join(", ", DataCatalogue.All.Select(entry => entry.Name))}." };

    private static DataSetRow Row(DataCatalogueEntry entry, IReadOnlyList<FileCheck> checks) => new(
        entry.Name, entry.Description, entry.Licence, entry.Instructions is null ? entry.Downloads.Sum(download => download.Size) : null, [.. checks.Select(Row)]);

    private static FileRow Row(FileCheck check) => new(check.Path, State(check), check.Detail);

    private static string State(FileCheck check) => check.State.ToString().ToLowerInvariant();

    private static int Tell(Terminal terminal, IReadOnlyList<FileCheck> checks, bool json)
    {
        if (json)
        {
            CliJson.Write<FileRow>(terminal, [.. checks.Select(Row)]);
        }
        else
        {
            foreach (var check in checks) terminal.Out.WriteLine($"{State(check),-8}{check.Path}{(check.Detail.Length > 0 ? $": {check.Detail}" : "")}");
        }

        return checks.All(check => check.State is FileState.Good or FileState.Present) ? ExitCode.Done : ExitCode.Failed;
    }
}
