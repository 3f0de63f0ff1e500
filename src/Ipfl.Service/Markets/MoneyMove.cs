using Ipfl.Protocol.Ledger;
using Ipfl.Service.Ledger;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Markets;

/// <summary>A deposit or a payout that an operator records.</summary>
internal static class MoneyMove
{
    /// <summary>Appends it to the ledger, once, in the transaction that is open.</summary>
    /// <returns>Whether it was not there before.</returns>
    /// <exception cref="RefusedException">It cannot be, and why.</exception>
    public static async Task<bool> AppendAsync(ServiceDb db, MarketRow market, ParticipantRow participant, TransactionDraft move, TimeProvider time, CancellationToken cancellation)
    {
        var isRepeated = await db.Transactions.AnyAsync(found => found.MarketId == market.Id && found.Key == move.Key, cancellation);
        if (!isRepeated && move.Kind == TransactionKind.Deposit && market.Stage == MarketStage.Closed)
            throw new RefusedException(Refusal.NotNow, $"market '{market.Id}' is closed; it takes no more deposits");
        var amount = move.Postings.Max(posting => posting.Amount);
        try
        {
            await new MarketLedger(db, market.Id, time).AppendAsync(move, cancellation);
        }
        catch (InsufficientFundsException refusal)
        {
            throw new RefusedException(Refusal.NotNow, $"'{participant.Name}' has {refusal.Available}; {refusal.Needed} are needed");
        }
        catch (LedgerConflictException refusal)
        {
            throw new RefusedException(Refusal.NotNow, refusal.Message);
        }
        catch (OverflowException)
        {
            throw new RefusedException(Refusal.Invalid, $"amount: found {amount}; with it a balance would leave what accounts can hold");
        }

        return !isRepeated;
    }
}
