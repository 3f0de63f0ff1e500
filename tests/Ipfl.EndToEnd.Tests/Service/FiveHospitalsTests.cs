using System.Diagnostics;
using System.Globalization;
using Ipfl.Service.Hosting;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.EndToEnd.Tests.Service;

/// <summary>The market that the documentation sets up with one script: three agents, an agent that trains with PyTorch, and a participant in Python.</summary>
public sealed class FiveHospitalsTests : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private const int Rounds = 10;
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task The_script_runs_ten_rounds_in_which_everybody_gains_and_the_accounts_are_good()
    {
        RequirePython();
        var finished = Run("bash", Path.Combine(SharedFolder.Repository, "examples", "market", "five-hospitals.sh"), _folder.File("market"));
        Assert.True(finished.ExitCode == 0, finished.Error);
        Assert.Contains("hospitals: good", finished.Out);
        foreach (var agent in new[] { "north", "east", "south", "west" }) Assert.Contains($"{agent}/agent-state: good; market hospitals, participant {agent}, receipts {Rounds}, all in ledger.csv", finished.Out);

        var options = new DbContextOptionsBuilder<ServiceDb>().UseServiceDatabase(new ServiceFolder(_folder.File("market/server"))).Options;
        await using var db = new ServiceDb((DbContextOptions<ServiceDb>)options);
        var entries = await db.Entries.AsNoTracking().ToListAsync();
        Assert.Equal(Rounds * 5, entries.Count);
        Assert.All(entries, entry => Assert.True(entry.Stage == EntryStage.Accepted && entry.Utility >= 0, $"participant {entry.Participant} in round {entry.Round}: {entry.Stage}, {entry.Reason}, {entry.Utility}"));
        Assert.All(entries, entry => Assert.NotNull(entry.Accuracy));

        // Everybody tries what it buys: what is not used is rejected, and nothing is left lying.
        Assert.All(entries, entry => Assert.Equal((entry.Settlement == SettlementStage.Posted, entry.Settlement == SettlementStage.Voided), (entry.Verdict == CentreVerdict.Used, entry.Verdict == CentreVerdict.Rejected)));
        Assert.DoesNotContain(entries, entry => entry.Settlement == SettlementStage.Pending);
        Assert.All(entries.Where(entry => entry.Verdict != CentreVerdict.None), entry => Assert.NotNull(entry.CentreLoss));

        // Those who train in Python trade like the others: they buy, and others buy of them.
        var trades = await db.Trades.AsNoTracking().ToListAsync();
        foreach (var python in await db.Participants.Where(row => row.Name == "west" || row.Name == "centre").Select(row => row.Number).ToListAsync())
            Assert.Contains(trades, trade => trade.Buyer == python);
        Assert.Contains(trades, trade => trade.Seller == db.Participants.Single(row => row.Name == "centre").Number);
        Assert.Contains($"round {Rounds}", File.ReadAllText(_folder.File("market/centre/log.txt")));
    }

    private static void RequirePython()
    {
        var missing = !File.Exists(Python) || Run(Python, "-c", "import grpc, grpc_tools, cryptography, torch").ExitCode != 0;
        if (missing && Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail($"{Python} lacks grpcio, grpcio-tools, cryptography or torch");
        Assert.SkipWhen(missing, $"{Python} with grpcio, grpcio-tools, cryptography and torch is missing (Debian: python3-grpcio python3-grpc-tools python3-cryptography python3-torch)");
    }

    private static Finished Run(string program, params string[] words)
    {
        var start = new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["IPFL"] = Path.Combine(AppContext.BaseDirectory, "ipfl");
        start.Environment["PYTHON"] = Python;
        start.Environment["PORT"] = FreePort.Next().ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        Assert.True(process.WaitForExit(IpflProcess.Hang), "the script did not end");
        return new(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}
