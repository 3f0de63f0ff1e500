using Ipfl.Protocol.Ledger;
using Ipfl.Protocol.V1;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Markets;

/// <summary>Balances of a market, read at once, as the protocol says them.</summary>
internal sealed class BalanceReading
{
    private readonly Dictionary<string, long> _micros;

    private BalanceReading(Dictionary<string, long> micros) => _micros = micros;

    /// <summary>The balances of all accounts.</summary>
    public static async Task<BalanceReading> OfAllAsync(ServiceDb db, string market, CancellationToken cancellation) =>
        new(await db.Balances.Where(row => row.MarketId == market).ToDictionaryAsync(row => row.Account, row => row.Micros, cancellation));

    /// <summary>The balances of one participant.</summary>
    public static async Task<BalanceReading> OfOneAsync(ServiceDb db, string market, int number, CancellationToken cancellation)
    {
        string[] own = [AccountName.Available(number).ToString(), AccountName.Reserved(number).ToString()];
        return new(await db.Balances.Where(row => row.MarketId == market && own.Contains(row.Account)).ToDictionaryAsync(row => row.Account, row => row.Micros, cancellation));
    }

    /// <summary>What an account holds; zero where nothing was ever posted to it.</summary>
    public long this[AccountName account] => _micros.GetValueOrDefault(account.ToString());

    /// <summary>What a participant has.</summary>
    public Balance Of(int number, string name) => new()
    {
        Participant = name,
        AvailableMicros = this[AccountName.Available(number)],
        ReservedMicros = this[AccountName.Reserved(number)],
    };
}
