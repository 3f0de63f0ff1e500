using System.CommandLine;
using Ipfl.Agent;
using Ipfl.Protocol;
using Ipfl.Protocol.Ledger;
using Ipfl.Protocol.V1;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl ledger verify</c>: re-derives chain, sums and balances; a line for every ledger.</summary>
internal static class LedgerVerifyCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var file = new Argument<string?>("FILE.csv") { Description = "A ledger that was exported, instead of a server's.", Arity = ArgumentArity.ZeroOrOne };
        var data = ServerOptions.Data();
        var market = new Option<string?>("--market") { Description = "The market. Default: all.", HelpName = "NAME" };
        var receipts = new Option<string?>("--receipts") { Description = "An agent's state folder: the receipts in it must agree with FILE.csv.", HelpName = "DIR" };
        var command = new Command("verify", "Re-derive hashes, sums and balances from the postings.") { file, data, market, receipts };
        command.SetAction(async parsed =>
        {
            if (parsed.GetValue(file) is not { } exported)
            {
                if (parsed.GetResult(receipts) is not null) throw new InvalidDataException("--receipts: found no FILE.csv; receipts are held against a ledger that was exported");
                return await ServerAsync(terminal, data, parsed, parsed.GetValue(market), cancellation);
            }

            foreach (Option option in new Option[] { data, market })
            {
                if (parsed.GetResult(option) is not null) throw new InvalidDataException($"{option.Name}: has no effect on the file {exported}; leave one of them out");
            }

            return Export(terminal, exported, parsed.GetValue(receipts), cancellation) ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static async Task<int> ServerAsync(Terminal terminal, Option<string?> data, ParseResult parsed, string? market, CancellationToken cancellation)
    {
        using var archive = LedgerOptions.Open(parsed, data);
        var good = true;
        foreach (var name in market is null ? archive.Markets : [market])
        {
            var verified = await archive.VerifyAsync(name, cancellation);
            good &= Tell(terminal, name, verified.Transactions, verified.Head, verified.Balances, verified.Fault);
        }

        if (market is null && archive.Markets.Count == 0) terminal.Say("The server has no markets yet.");
        return good ? ExitCode.Done : ExitCode.Failed;
    }

    private static bool Export(Terminal terminal, string file, string? state, CancellationToken cancellation)
    {
        IReadOnlyList<Receipt> receipts = state is null ? [] : ReceiptArchive.Read(new(state));
        IReadOnlyList<Receipt> forgotten = state is null ? [] : ReceiptArchive.ReadForgotten(new(state));
        var verifier = new LedgerVerifier();
        var fault = ReceiptCheck.Against(receipts, Until(LedgerCsv.Read(file), cancellation), verifier);
        if (!Tell(terminal, file, verifier.Count, verifier.Head, verifier.Balances, fault)) return false;
        var missing = forgotten.Count == 0 ? [] : ReceiptCheck.Missing(forgotten, Until(LedgerCsv.Read(file), cancellation));
        foreach (var kept in receipts.Concat(forgotten).GroupBy(receipt => (receipt.Market, receipt.Participant)))
        {
            var count = kept.Count(missing.Contains);
            var all = count == 0 ? $"all in {file}" : $"{count} of them not in {file}, which has forgotten what they prove";
            terminal.Out.WriteLine($"{state}: {(count == 0 ? "good" : "not good")}; market {kept.Key.Market}, participant {kept.Key.Participant}, receipts {kept.Count()}, {all}");
        }

        foreach (var receipt in missing) terminal.Fail(null, $"{file}: misses round {receipt.Round} of market {receipt.Market} as {receipt.Participant} has its receipt: {Moved(receipt)}");
        return missing.Count == 0;
    }

    private static string Moved(Receipt receipt) => string.Join(", ", receipt.Lines.Select(line => $"transaction {line.Sequence} moves {new MicroUnits(line.Micros)} on {line.Account}"));

    private static IEnumerable<LedgerEntry> Until(IEnumerable<LedgerEntry> ledger, CancellationToken cancellation)
    {
        foreach (var entry in ledger)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return entry;
        }
    }

    private static bool Tell(Terminal terminal, string name, long count, string head, IReadOnlyDictionary<AccountName, MicroUnits> balances, LedgerFault? fault)
    {
        if (fault is not null)
        {
            terminal.Fail(null, $"{name}: {fault}");
            return false;
        }

        var held = balances.Where(balance => balance.Key.IsOwned).Aggregate(MicroUnits.Zero, (sum, balance) => sum + balance.Value);
        terminal.Out.WriteLine(
            $"{name}: good; {Counted.Of(count, "transaction")}, participants {held}, rounding {balances.GetValueOrDefault(AccountName.Rounding)}, outside {balances.GetValueOrDefault(AccountName.Outside)}, head {head}");
        return true;
    }
}
