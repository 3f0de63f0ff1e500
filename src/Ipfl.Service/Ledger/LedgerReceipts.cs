using System.Security.Cryptography;
using Google.Protobuf;
using Ipfl.Protocol.Ledger;
using Ipfl.Protocol.V1;
using Ipfl.Service.Markets;
using Ipfl.Service.Rounds;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Ledger;

/// <summary>Receipts of rounds: what a participant sent, got, paid and was paid, with the places in the chain that say so.</summary>
/// <param name="db">The database.</param>
/// <param name="market">The market.</param>
public sealed class LedgerReceipts(ServiceDb db, string market)
{
    /// <summary>A participant's receipt of a round that is done.</summary>
    /// <exception cref="RefusedException">It took no part in such a round, or the round is not done.</exception>
    public async Task<Receipt> OfAsync(int round, int participant, CancellationToken cancellation = default)
    {
        var entry = await db.Entries.AsNoTracking().SingleOrDefaultAsync(row => row.MarketId == market && row.Round == round && row.Participant == participant, cancellation)
            ?? throw new RefusedException(Refusal.NotFound, $"market {market}: you took no part in round {round}, of which there is therefore no receipt");
        var stage = await db.Rounds.Where(row => row.MarketId == market && row.Number == round).Select(row => row.Stage).SingleAsync(cancellation);
        if (stage != RoundStage.Done) throw new RefusedException(Refusal.NotNow, $"market {market}: round {round} is {stage.ToString().ToLowerInvariant()}; receipts are given when it is done");
        var names = await db.Participants.Where(row => row.MarketId == market).ToDictionaryAsync(row => row.Number, row => row.Name, cancellation);
        return new()
        {
            Market = market,
            Round = round,
            Participant = names[participant],
            UploadDigest = entry.UploadDigest ?? "",
            CentreDigest = entry.CentreDigest ?? "",
            Settlement = (Settlement)entry.Settlement,
            Bought = { await BoughtAsync(round, participant, names, cancellation) },
            Sold = { await SoldAsync(round, participant, names, cancellation) },
            Verdict = (Protocol.V1.CentreVerdict)entry.Verdict,
            Trial = CentreTrial.Of(entry),
            Gain = entry.Gain,
            RealisedGain = entry.RealisedGain ?? 0,
            Lines = { await LinesAsync(round, participant, cancellation) },
        };
    }

    /// <summary>Signs a receipt with the server's key: ECDSA P-256, SHA-256, DER.</summary>
    public static SignedReceipt Sign(Receipt receipt, ECDsa serverKey)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        ArgumentNullException.ThrowIfNull(serverKey);
        var bytes = receipt.ToByteArray();
        var signature = serverKey.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return new() { Receipt = UnsafeByteOperations.UnsafeWrap(bytes), Signature = UnsafeByteOperations.UnsafeWrap(signature) };
    }

    private async Task<IEnumerable<Trade>> BoughtAsync(int round, int buyer, Dictionary<int, string> names, CancellationToken cancellation)
    {
        var trades = await db.Trades.AsNoTracking().Where(row => row.MarketId == market && row.Round == round && row.Buyer == buyer).OrderBy(row => row.Seller).ToListAsync(cancellation);
        return trades.Select(trade => new Trade { Counterpart = names[trade.Seller], Micros = trade.Micros });
    }

    /// <summary>What was sold and paid for; a purchase that was given back is none.</summary>
    private async Task<IEnumerable<Trade>> SoldAsync(int round, int seller, Dictionary<int, string> names, CancellationToken cancellation)
    {
        var paid = db.Entries.Where(row => row.MarketId == market && row.Round == round && row.Settlement == SettlementStage.Posted);
        var trades = await db.Trades.AsNoTracking()
            .Where(row => row.MarketId == market && row.Round == round && row.Seller == seller && paid.Any(entry => entry.Participant == row.Buyer))
            .OrderBy(row => row.Buyer).ToListAsync(cancellation);
        return trades.Select(trade => new Trade { Counterpart = names[trade.Buyer], Micros = trade.Micros });
    }

    private async Task<IEnumerable<ReceiptLine>> LinesAsync(int round, int participant, CancellationToken cancellation)
    {
        string[] own = [AccountName.Available(participant).ToString(), AccountName.Reserved(participant).ToString()];
        var lines = await db.Transactions.AsNoTracking()
            .Where(row => row.MarketId == market && row.Round == round)
            .SelectMany(row => row.Postings.Where(posting => own.Contains(posting.Account)), (row, posting) => new { row.Sequence, row.Hash, posting.Account, posting.Micros })
            .OrderBy(line => line.Sequence).ThenBy(line => line.Account).ToListAsync(cancellation);
        return lines.Select(line => new ReceiptLine { Sequence = line.Sequence, Hash = UnsafeByteOperations.UnsafeWrap(line.Hash), Account = line.Account, Micros = line.Micros });
    }
}
