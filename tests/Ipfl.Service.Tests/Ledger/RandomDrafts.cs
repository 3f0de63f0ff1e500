using Ipfl.Data;
using Ipfl.Protocol;
using Ipfl.Protocol.Ledger;
using Ipfl.Service.Ledger;

namespace Ipfl.Service.Tests.Ledger;

/// <summary>
/// Transactions as a market with few participants and impatient callers makes them: of all kinds, covered and not, repeated, and repeated with
/// another content.
/// </summary>
internal sealed class RandomDrafts(long seed, LedgerModel model)
{
    private const int Participants = 12;
    private readonly RandomStream _random = new(seed, RandomPurpose.Partition);
    private readonly List<TransactionDraft> _before = [];
    private int _number;

    public TransactionDraft Next()
    {
        if (_before.Count > 0 && _random.NextInt(10) == 0) return Repeat(_before[_random.NextInt(_before.Count)]);
        var draft = Fresh(_number++, _random.NextInt(Participants));
        _before.Add(draft);
        return draft;
    }

    private TransactionDraft Fresh(int number, int participant) => _random.NextInt(6) switch
    {
        0 => TransactionDraft.Deposit($"{number}", participant, new(1 + _random.NextInt(1_000_000))),
        1 => TransactionDraft.Payout($"{number}", participant, Some(AccountName.Available(participant))),
        2 or 3 => TransactionDraft.Reserve(number, participant, Some(AccountName.Available(participant))),
        4 => TransactionDraft.Void(number, participant, Some(AccountName.Reserved(participant))),
        _ => Post(number, participant, Some(AccountName.Reserved(participant))),
    };

    /// <summary>Mostly what the account can bear, sometimes all of it, sometimes one too much.</summary>
    private MicroUnits Some(AccountName account)
    {
        var held = model.Of(account);
        var amount = _random.NextInt(8) switch
        {
            0 => held + 1,
            1 => held,
            _ => held / (1 + _random.NextInt(20)),
        };
        return new(Math.Max(1, amount));
    }

    private TransactionDraft Post(int round, int buyer, MicroUnits reserved)
    {
        var sellers = new List<SellerAmount>();
        for (var left = reserved.Value; left > 0 && _random.NextInt(5) > 0; left -= sellers[^1].Amount.Value)
            sellers.Add(new(_random.NextInt(Participants), new(left - (left / (1 + _random.NextInt(4))))));
        return TransactionDraft.Post(round, buyer, reserved, sellers);
    }

    private TransactionDraft Repeat(TransactionDraft draft) => _random.NextInt(3) == 0
        ? new(draft.Key, draft.Kind, draft.Round + _random.NextInt(2), [.. draft.Postings, new(AccountName.Outside, new(-1)), new(AccountName.Rounding, new(1))])
        : draft;
}
