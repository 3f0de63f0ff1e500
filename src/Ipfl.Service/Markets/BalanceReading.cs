using Ipfl.Protocol.Ledger;
using Ipfl.Protocol.V1;
using Ipfl.Service.Ledger;
using Ipfl.Service.Storage;

namespace Ipfl.Service.Markets;

/// <summary>Balances as the protocol says them.</summary>
internal static class BalanceReading
{
    public static async Task<Balance> OfAsync(ServiceDb db, string market, int number, string name, TimeProvider time, CancellationToken cancellation)
    {
        var ledger = new MarketLedger(db, market, time);
        return new()
        {
            Participant = name,
            AvailableMicros = (await ledger.BalanceAsync(AccountName.Available(number), cancellation)).Value,
            ReservedMicros = (await ledger.BalanceAsync(AccountName.Reserved(number), cancellation)).Value,
        };
    }
}
