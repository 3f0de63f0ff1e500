using Ipfl.Protocol.Ledger;

namespace Ipfl.Protocol.Tests.Ledger;

public sealed class LedgerVerifierTests
{
    [Fact]
    public void A_good_ledger_passes_with_its_balances()
    {
        var verifier = new LedgerVerifier();
        Assert.All(SampleLedger.Make(), entry => Assert.Null(verifier.Next(entry)));
        Assert.Equal((3, SampleLedger.Make()[2].Hash), (verifier.Count, verifier.Head));
        Assert.Equal(
            [("outside", -1_500_000), ("participant:0:available", 1_499_700), ("participant:0:reserved", 0), ("participant:10:available", 200), ("participant:9:available", 99), ("rounding", 1)],
            verifier.Balances.Select(balance => (balance.Key.ToString(), balance.Value.Value)).OrderBy(balance => balance.Item1, StringComparer.Ordinal));
    }

    [Fact]
    public void A_missing_transaction_is_named() =>
        Assert.Equal("transaction 2: is missing; 3 stands in its place", $"{Fault([SampleLedger.Make()[0], SampleLedger.Make()[2]])}");

    [Fact]
    public void A_hash_that_does_not_follow_is_named()
    {
        var ledger = SampleLedger.Make();
        ledger[1] = LedgerChain.Seal(ledger[1] with { PreviousHash = LedgerChain.Origin });
        Assert.Equal($"transaction 2: its previous hash is {LedgerChain.Origin}, the transaction before has {ledger[0].Hash}", $"{Fault(ledger)}");
    }

    public static TheoryData<string, string, long[]> Unsound => new()
    {
        { "its postings sum to 1 micro-units, not to zero", "outside participant:0:available", [-4, 5] },
        { "it has 1 postings; at least two accounts take part in a transaction", "outside", [0] },
        { "it has 0 postings; at least two accounts take part in a transaction", "", [] },
        { "its postings are not in order at outside", "participant:0:available outside", [5, -5] },
        { "its postings are not in order at outside", "outside outside", [5, -5] },
        { "the balance of participant:0:available falls to -0.000005", "outside participant:0:available", [5, -5] },
        { "the balance of participant:0:reserved falls to -0.000005", "participant:0:reserved rounding", [-5, 5] },
        { "its postings sum to -1 micro-units, not to zero", "outside participant:0:available rounding", [long.MinValue, long.MaxValue, 0] },
    };

    /// <summary>Well hashed, and yet no transaction: a server that made it would be found out too.</summary>
    [Theory]
    [MemberData(nameof(Unsound))]
    public void A_sealed_transaction_that_is_none_is_named(string reason, string accounts, long[] micros)
    {
        var postings = accounts.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select((account, i) => new Posting(AccountName.TryParse(account, out var name) ? name : throw new ArgumentException(account), new(micros[i])));
        var entry = LedgerChain.Seal(new(1, DateTimeOffset.UnixEpoch, "k", TransactionKind.Deposit, 0, [.. postings], LedgerChain.Origin, ""));
        Assert.Equal($"transaction 1: {reason}", $"{new LedgerVerifier().Next(entry)}");
    }

    [Fact]
    public void A_balance_beyond_the_range_is_named()
    {
        var first = Deposit(1, long.MaxValue, LedgerChain.Origin);
        Assert.Equal("transaction 2: the balance of outside leaves the range of 64 bits", $"{Fault([first, Deposit(2, 2, first.Hash)])}");
    }

    private static LedgerEntry Deposit(int sequence, long micros, string previous) => LedgerChain.Seal(new(
        sequence, DateTimeOffset.UnixEpoch, $"{sequence}", TransactionKind.Deposit, 0,
        [new(AccountName.Outside, new(-micros)), new(AccountName.Available(0), new(micros))], previous, ""));

    private static LedgerFault? Fault(LedgerEntry[] ledger)
    {
        var verifier = new LedgerVerifier();
        return ledger.Select(verifier.Next).FirstOrDefault(fault => fault is not null);
    }
}
