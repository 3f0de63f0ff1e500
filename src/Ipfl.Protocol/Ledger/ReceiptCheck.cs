using System.Security.Cryptography;
using Google.Protobuf;
using Ipfl.Protocol.V1;

namespace Ipfl.Protocol.Ledger;

/// <summary>Checks receipts without the server: with its public key, and against a ledger that somebody exported.</summary>
public static class ReceiptCheck
{
    /// <summary>The receipt, if the server's key signed it.</summary>
    /// <exception cref="InvalidDataException">It did not, or the bytes are no receipt.</exception>
    public static Receipt Open(SignedReceipt receipt, ECDsa serverKey)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        ArgumentNullException.ThrowIfNull(serverKey);
        if (!serverKey.VerifyData(receipt.Receipt.Span, receipt.Signature.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))
            throw new InvalidDataException("receipt: the server's key did not sign it; it was changed, or another server made it");
        try
        {
            return Receipt.Parser.ParseFrom(receipt.Receipt);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new InvalidDataException($"receipt: the signed bytes are no receipt ({error.Message})", error);
        }
    }

    /// <summary>Whether every line of receipts stands in a ledger, which is verified on the way, in one pass.</summary>
    /// <param name="receipts">The receipts, whose signatures were checked.</param>
    /// <param name="ledger">The ledger's transactions from the first.</param>
    /// <param name="verifier">Takes the transactions; it knows count, head and balances afterwards.</param>
    /// <returns>The first fault of the ledger, or the first line that is not in it; null where there is none.</returns>
    public static LedgerFault? Against(IEnumerable<Receipt> receipts, IEnumerable<LedgerEntry> ledger, LedgerVerifier verifier)
    {
        ArgumentNullException.ThrowIfNull(receipts);
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(verifier);
        var expected = receipts.SelectMany(receipt => receipt.Lines.Select(line => (receipt.Round, Line: line))).ToLookup(claim => claim.Line.Sequence);
        foreach (var entry in ledger)
        {
            if ((verifier.Next(entry) ?? expected[entry.Sequence].Select(claim => Fault(claim.Round, claim.Line, entry)).FirstOrDefault(fault => fault is not null)) is { } fault) return fault;
        }

        return expected.FirstOrDefault(claims => claims.Key < 1 || claims.Key > verifier.Count) is { } beyond
            ? new(beyond.Key, $"the receipt of round {beyond.First().Round} names it; the ledger has {verifier.Count} transactions")
            : null;
    }

    /// <summary>Which receipts have a line that is not in a ledger, as those of rounds that a server has forgotten.</summary>
    /// <param name="receipts">The receipts, whose signatures were checked.</param>
    /// <param name="ledger">The ledger's transactions, which were verified.</param>
    public static IReadOnlyList<Receipt> Missing(IReadOnlyList<Receipt> receipts, IEnumerable<LedgerEntry> ledger)
    {
        ArgumentNullException.ThrowIfNull(receipts);
        ArgumentNullException.ThrowIfNull(ledger);
        var expected = receipts.SelectMany((receipt, index) => receipt.Lines.Select(line => (Index: index, Line: line))).ToLookup(claim => claim.Line.Sequence);
        int[] open = [.. receipts.Select(receipt => receipt.Lines.Count)];
        foreach (var entry in ledger)
        {
            foreach (var (index, line) in expected[entry.Sequence])
                if (Fault(receipts[index].Round, line, entry) is null) open[index]--;
        }

        return [.. receipts.Where((_, index) => open[index] > 0)];
    }

    private static LedgerFault? Fault(int round, ReceiptLine line, LedgerEntry entry)
    {
        var hash = Convert.ToHexStringLower(line.Hash.Span);
        if (hash != entry.Hash) return new(entry.Sequence, $"the receipt of round {round} says its hash is {hash}, the ledger {entry.Hash}");
        var found = entry.Postings.Where(posting => posting.Account.ToString() == line.Account).Select(posting => posting.Amount).FirstOrDefault();
        return found.Value == line.Micros
            ? null
            : new(entry.Sequence, $"the receipt of round {round} says that it moves {new MicroUnits(line.Micros)} on {line.Account}, the ledger {found}");
    }
}
