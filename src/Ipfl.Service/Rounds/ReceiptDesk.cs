using Ipfl.Protocol.V1;
using Ipfl.Service.Hosting;
using Ipfl.Service.Ledger;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Rounds;

/// <summary>Gives out signed receipts.</summary>
public sealed class ReceiptDesk(IDbContextFactory<ServiceDb> databases, ServerIdentity identity)
{
    /// <summary>A participant's receipt of a round that is done.</summary>
    public async Task<SignedReceipt> ReceiptAsync(string market, int participant, int round, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var receipt = await new LedgerReceipts(db, market).OfAsync(round, participant, cancellation);
        using var key = identity.SigningKey();
        return LedgerReceipts.Sign(receipt, key);
    }
}
