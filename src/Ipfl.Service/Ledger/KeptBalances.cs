using Ipfl.Protocol;
using Ipfl.Protocol.Ledger;
using Ipfl.Protocol.V1;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Ledger;

/// <summary>The balances that are kept with a market's ledger, read at once.</summary>
internal sealed class KeptBalances
{
    private readonly Dictionary<string, MicroUnits> _balances;

    private KeptBalances(Dictionary<string, MicroUnits> balances) => _balances = balances;

    /// <summary>Those of all accounts.</summary>
    public static Task<KeptBalances> OfAllAsync(ServiceDb db, string market, CancellationToken cancellation) =>
        ReadAsync(db.Balances.Where(row => row.MarketId == market), cancellation);

    /// <summary>Those of one participant.</summary>
    public static Task<KeptBalances> OfOneAsync(ServiceDb db, string market, int number, CancellationToken cancellation)
    {
        string[] own = [AccountName.Available(number).ToString(), AccountName.Reserved(number).ToString()];
        return ReadAsync(db.Balances.Where(row => row.MarketId == market && own.Contains(row.Account)), cancellation);
    }

    /// <summary>What an account holds; zero where nothing was ever posted to it.</summary>
    public MicroUnits this[AccountName account] => _balances.GetValueOrDefault(account.ToString());

    /// <summary>What a participant has, as the protocol says it.</summary>
    public Balance Of(int number, string name) => new()
    {
        Participant = name,
        AvailableMicros = this[AccountName.Available(number)].Value,
        ReservedMicros = this[AccountName.Reserved(number)].Value,
    };

    private static async Task<KeptBalances> ReadAsync(IQueryable<BalanceRow> rows, CancellationToken cancellation) =>
        new(await rows.AsNoTracking().ToDictionaryAsync(row => row.Account, row => new MicroUnits(row.Micros), cancellation));
}
