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

    /// <summary>Whether every line of a receipt stands in a ledger, which is verified on the way.</summary>
    /// <returns>The first fault of the ledger, or the first line that is not in it; null where there is none.</returns>
    public static LedgerFault? Against(Receipt receipt, IEnumerable<LedgerEntry> ledger)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        ArgumentNullException.ThrowIfNull(ledger);
        var missing = receipt.Lines.ToLookup(line => line.Sequence);
        var verifier = new LedgerVerifier();
        foreach (var entry in ledger)
        {
            if ((verifier.Next(entry) ?? missing[entry.Sequence].Select(line => Fault(line, entry)).FirstOrDefault(fault => fault is not null)) is { } fault) return fault;
        }

        return receipt.Lines.FirstOrDefault(line => line.Sequence < 1 || line.Sequence > verifier.Count) is { } beyond
            ? new(beyond.Sequence, $"the receipt names it; the ledger has {verifier.Count} transactions")
            : null;
    }

    private static LedgerFault? Fault(ReceiptLine line, LedgerEntry entry)
    {
        var hash = Convert.ToHexStringLower(line.Hash.Span);
        if (hash != entry.Hash) return new(entry.Sequence, $"the receipt says its hash is {hash}, the ledger {entry.Hash}");
        var found = entry.Postings.Where(posting => posting.Account.ToString() == line.Account).Select(posting => posting.Amount).FirstOrDefault();
        return found.Value == line.Micros ? null : new(entry.Sequence, $"the receipt says that it moves {new MicroUnits(line.Micros)} on {line.Account}, the ledger {found}");
    }
}
