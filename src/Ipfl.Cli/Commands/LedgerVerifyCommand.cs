using System.CommandLine;
using Ipfl.Protocol;
using Ipfl.Protocol.Ledger;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl ledger verify</c>: re-derives chain, sums and balances; a line for every ledger.</summary>
internal static class LedgerVerifyCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var file = new Argument<string?>("FILE.csv") { Description = "A ledger that was exported, instead of a server's.", Arity = ArgumentArity.ZeroOrOne };
        var data = ServerOptions.Data();
        var market = new Option<string?>("--market") { Description = "The market. Default: all.", HelpName = "NAME" };
        var command = new Command("verify", "Re-derive hashes, sums and balances from the postings.") { file, data, market };
        command.SetAction(async parsed =>
        {
            if (parsed.GetValue(file) is not { } exported) return await ServerAsync(terminal, data, parsed, parsed.GetValue(market), cancellation);
            foreach (Option option in new Option[] { data, market })
            {
                if (parsed.GetResult(option) is not null) throw new InvalidDataException($"{option.Name}: has no effect on the file {exported}; leave one of them out");
            }

            return Export(terminal, exported, cancellation) ? ExitCode.Done : ExitCode.Failed;
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

    private static bool Export(Terminal terminal, string file, CancellationToken cancellation)
    {
        var verifier = new LedgerVerifier();
        LedgerFault? fault = null;
        foreach (var entry in LedgerCsv.Read(file))
        {
            cancellation.ThrowIfCancellationRequested();
            if ((fault = verifier.Next(entry)) is not null) break;
        }

        return Tell(terminal, file, verifier.Count, verifier.Head, verifier.Balances, fault);
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
            $"{name}: good; {count} transactions, participants {held}, rounding {balances.GetValueOrDefault(AccountName.Rounding)}, outside {balances.GetValueOrDefault(AccountName.Outside)}, head {head}");
        return true;
    }
}
