using System.Security.Cryptography;
using Google.Protobuf;
using Ipfl.Protocol.Ledger;
using Ipfl.Protocol.V1;
using Ipfl.Service.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Cli.Tests;

public sealed class LedgerCommandTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public async ValueTask InitializeAsync() => await SampleServer.MakeAsync(_folder.Path);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Good_ledgers_get_a_line_each()
    {
        var verified = Run("verify");
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
        var lines = verified.Out.TrimEnd().Split('\n');
        Assert.Equal($"idle: good; 0 transactions, participants 0.000000, rounding 0.000000, outside 0.000000, head {new string('0', 64)}", lines[0]);
        Assert.Matches("^orders: good; 5 transactions, participants 1.500499, rounding 0.000001, outside -1.500500, head [0-9a-f]{64}$", lines[1]);
        Assert.Equal(lines[1], Run("verify", "--market", "orders").Out.TrimEnd());
        Assert.Equal(2, lines.Length);
    }

    [Fact]
    public async Task A_fault_is_named_in_one_line_and_the_others_are_verified_all_the_same()
    {
        await using (var db = SampleServer.Open(_folder.Path)) await db.Database.ExecuteSqlAsync($"UPDATE Transactions SET Round = 9 WHERE Sequence = 4");
        var verified = Run("verify");
        Assert.Equal(1, verified.ExitCode);
        Assert.StartsWith("idle: good; ", verified.Out, StringComparison.Ordinal);
        Assert.Matches("^ipfl: orders: transaction 4: its hash is [0-9a-f]{64}, its content gives [0-9a-f]{64}\n$", verified.Error);
    }

    [Fact]
    public void An_export_is_verified_without_the_server()
    {
        var file = _folder.File("orders.csv");
        var exported = Run("export", "--market", "orders", "--out", file);
        Assert.Equal((0, "", $"orders: {file}\n"), (exported.ExitCode, exported.Out, exported.Error));
        Assert.Equal(File.ReadAllText(file), Run("export", "--market", "orders").Out);
        var verified = CommandResult.Of("ledger", "verify", file);
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
        Assert.Equal(Run("verify", "--market", "orders").Out.Replace("orders:", $"{file}:", StringComparison.Ordinal), verified.Out);

        File.WriteAllText(file, File.ReadAllText(file).Replace("0.000500", "0.000600", StringComparison.Ordinal));
        var changed = CommandResult.Of("ledger", "verify", file);
        Assert.Equal((1, ""), (changed.ExitCode, changed.Out));
        Assert.StartsWith($"ipfl: {file}: transaction 2: its hash is ", changed.Error, StringComparison.Ordinal);
        File.WriteAllText(file, "a,b\n1,2\n");
        Assert.StartsWith($"{file}: line 1: found 'a,b'", CommandResult.Of("ledger", "verify", file).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Receipts_of_an_agent_are_held_against_an_export()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (file, state) = (_folder.File("orders.csv"), _folder.File("state"));
        Run("export", "--market", "orders", "--out", file);
        _folder.Write("state/server-key.pem", key.ExportSubjectPublicKeyInfoPem());
        Assert.Equal($"{state}/rounds: no receipts; a round leaves one when it is over", Verify().Refusal());
        var ledger = LedgerCsv.Read(file).ToList();
        Keep(1, ledger[2]);
        var verified = Verify();
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
        Assert.EndsWith($"\n{state}: good; market orders, participant alpha, receipts 1, all in {file}\n", verified.Out, StringComparison.Ordinal);

        Keep(2, ledger[4] with { Hash = new string('a', 64) });
        Assert.Equal((1, ""), (Verify().ExitCode, Verify().Out));
        Assert.StartsWith($"ipfl: {file}: transaction 5: the receipt of round 2 says its hash is aaaa", Verify().Error, StringComparison.Ordinal);

        File.AppendAllText(_folder.File("state/rounds/000001/receipt.bin"), "x");
        Assert.Equal($"{state}/rounds/000001/receipt.bin: receipt: the server's key did not sign it; it was changed, or another server made it", Verify().Refusal());
        File.Delete(_folder.File("state/rounds/000001/receipt.sig"));
        Assert.StartsWith($"{state}/rounds/000001/receipt.sig: not found", Verify().Refusal(), StringComparison.Ordinal);
        _folder.Write("state/server-key.pem", "-----BEGIN");
        Assert.Equal($"{state}/server-key.pem: holds no public key in PEM", Verify().Refusal());
        Assert.StartsWith("--receipts: found no FILE.csv", Run("verify", "--receipts", state).Refusal(), StringComparison.Ordinal);
        Assert.StartsWith($"{_folder.File("none")}/server-key.pem: not found", CommandResult.Of("ledger", "verify", file, "--receipts", _folder.File("none")).Refusal(), StringComparison.Ordinal);

        CommandResult Verify() => CommandResult.Of("ledger", "verify", file, "--receipts", state);

        void Keep(int round, LedgerEntry entry)
        {
            var receipt = new Receipt { Market = "orders", Round = round, Participant = "alpha" };
            var own = entry.Postings.First(posting => posting.Account.IsOwned);
            receipt.Lines.Add(new ReceiptLine { Sequence = entry.Sequence, Hash = ByteString.CopyFrom(Convert.FromHexString(entry.Hash)), Account = $"{own.Account}", Micros = own.Amount.Value });
            var signed = LedgerReceipts.Sign(receipt, key);
            var folder = Directory.CreateDirectory(_folder.File($"state/rounds/{round:D6}")).FullName;
            File.WriteAllBytes(Path.Combine(folder, "receipt.bin"), signed.Receipt.ToByteArray());
            File.WriteAllBytes(Path.Combine(folder, "receipt.sig"), signed.Signature.ToByteArray());
        }
    }

    [Fact]
    public void Receipts_that_a_restored_server_has_forgotten_say_what_is_missing()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (file, state) = (_folder.File("orders.csv"), _folder.File("state"));
        Run("export", "--market", "orders", "--out", file);
        _folder.Write("state/server-key.pem", key.ExportSubjectPublicKeyInfoPem());
        var ledger = LedgerCsv.Read(file).ToList();
        Keep("000001", ledger[2]);
        Keep("000001/forgotten-1", ledger[2]);
        var repeated = CommandResult.Of("ledger", "verify", file, "--receipts", state);
        Assert.Equal((0, ""), (repeated.ExitCode, repeated.Error));
        Assert.EndsWith($"{state}: good; market orders, participant alpha, receipts 2, all in {file}\n", repeated.Out, StringComparison.Ordinal);

        Keep("000002/forgotten-1", ledger[4] with { Sequence = 17, Hash = new string('a', 64) });
        var missing = CommandResult.Of("ledger", "verify", file, "--receipts", state);
        Assert.Equal(1, missing.ExitCode);
        Assert.EndsWith($"{state}: not good; market orders, participant alpha, receipts 3, 1 of them not in {file}, which has forgotten what they prove\n", missing.Out, StringComparison.Ordinal);
        Assert.Equal($"ipfl: {file}: misses round 2 of market orders as alpha has its receipt: transaction 17 moves -0.000300 on participant:0:reserved\n", missing.Error);

        void Keep(string place, LedgerEntry entry)
        {
            var receipt = new Receipt { Market = "orders", Round = int.Parse(place[..6], System.Globalization.CultureInfo.InvariantCulture), Participant = "alpha" };
            var own = entry.Postings.First(posting => posting.Account.IsOwned && posting.Account.Participant == 0);
            receipt.Lines.Add(new ReceiptLine { Sequence = entry.Sequence, Hash = ByteString.CopyFrom(Convert.FromHexString(entry.Hash)), Account = $"{own.Account}", Micros = own.Amount.Value });
            var signed = LedgerReceipts.Sign(receipt, key);
            var folder = Directory.CreateDirectory(_folder.File($"state/rounds/{place}")).FullName;
            File.WriteAllBytes(Path.Combine(folder, "receipt.bin"), signed.Receipt.ToByteArray());
            File.WriteAllBytes(Path.Combine(folder, "receipt.sig"), signed.Signature.ToByteArray());
        }
    }

    [Fact]
    public void Balances_are_a_table_or_JSON_with_amounts_as_text()
    {
        var table = Run("balances", "--market", "orders");
        Assert.Equal((0, ""), (table.ExitCode, table.Error));
        ApprovedText.Verify("ledger-balances", table.Out);
        var json = Run("balances", "--market", "orders", "--json");
        Assert.Equal((0, ""), (json.ExitCode, json.Error));
        ApprovedText.Verify("ledger-balances-json", json.Out);
    }

    /// <summary>A server in the middle of a write neither stops the reader nor shows it what is not committed.</summary>
    [Fact]
    public async Task They_read_while_a_server_writes()
    {
        var before = Run("verify").Out;
        await using var db = SampleServer.Open(_folder.Path);
        await using var transaction = await db.Database.BeginTransactionAsync();
        await SampleServer.AppendAsync(db, TransactionDraft.Void(1, 1, new(200)));
        Assert.Equal(before, Run("verify").Out);
        Assert.DoesNotContain("void", Run("export", "--market", "orders").Out, StringComparison.Ordinal);
        await transaction.CommitAsync();
        Assert.Contains("orders: good; 6 transactions", Run("verify").Out, StringComparison.Ordinal);
        Assert.Contains("\"reserved\": \"0.000000\"", Run("balances", "--market", "orders", "--json").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_database_is_not_written_to()
    {
        var database = _folder.File("market.db");
        var before = File.ReadAllBytes(database);
        foreach (var command in new[] { "verify", "export", "balances" }) Assert.Equal(0, Run(command, "--market", "orders").ExitCode);
        Assert.Equal(before, File.ReadAllBytes(database));
    }

    [Fact]
    public void A_missing_database_is_bad_input()
    {
        var nowhere = _folder.File("nowhere");
        Assert.Equal(
            $"{nowhere}/market.db: not found; name the folder of a server, which holds its database", CommandResult.Of("ledger", "verify", "--data", nowhere).Refusal());
        Assert.False(Path.Exists(nowhere));
        Assert.Contains("not found", CommandResult.Of("ledger", "verify", _folder.File("none.csv")).Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("This is no database, however long it is.")]
    public void Another_file_in_its_place_is_bad_input(string content)
    {
        var path = _folder.Write("other/market.db", content);
        Assert.StartsWith($"{path}: cannot be read as a server's database", CommandResult.Of("ledger", "verify", "--data", _folder.File("other")).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_market_is_answered_with_those_that_there_are()
    {
        foreach (var command in new[] { "verify", "export", "balances" })
            Assert.Equal($"{_folder.File("market.db")}: found no market 'bids'; there are idle, orders", Run(command, "--market", "bids").Refusal());
    }

    [Theory]
    [InlineData("--data")]
    [InlineData("--market")]
    public void A_file_leaves_no_choice_of_server_or_market(string option) => Assert.Equal(
        $"{option}: has no effect on the file a.csv; leave one of them out", CommandResult.Of("ledger", "verify", "a.csv", option, "x").Refusal());

    [Fact]
    public void An_export_cannot_go_where_nothing_can_be_written() => Assert.Equal(
        $"{_folder.Path}: is a folder; choose a file with --out", Run("export", "--market", "orders", "--out", _folder.Path).Refusal());

    private CommandResult Run(string command, params string[] more) => CommandResult.Of(["ledger", command, "--data", _folder.Path, .. more]);
}
