using Ipfl.Protocol.Ledger;
using Ipfl.Service.Ledger;

namespace Ipfl.Service.Tests.Ledger;

/// <summary>What a transaction brings about.</summary>
internal enum Verdict
{
    Appended,
    There,
    Conflict,
    Insufficient,
}

/// <summary>What a ledger is, as simply as it can be said: balances, and what each key stood for.</summary>
internal sealed class LedgerModel
{
    private readonly Dictionary<string, string> _keys = [];

    public SortedDictionary<string, long> Balances { get; } = new(StringComparer.Ordinal);

    public int Count => _keys.Count;

    public Verdict Append(TransactionDraft draft)
    {
        var content = $"{draft.Kind} {draft.Round} {string.Join(' ', draft.Postings)}";
        if (_keys.TryGetValue(draft.Key, out var before)) return before == content ? Verdict.There : Verdict.Conflict;
        foreach (var (account, amount) in draft.Postings)
        {
            if (account.Kind is AccountKind.Available or AccountKind.Reserved && Of(account) + amount.Value < 0) return Verdict.Insufficient;
        }

        foreach (var (account, amount) in draft.Postings) Balances[account.ToString()] = Of(account) + amount.Value;
        _keys.Add(draft.Key, content);
        return Verdict.Appended;
    }

    public long Of(AccountName account) => Balances.GetValueOrDefault(account.ToString());
}
