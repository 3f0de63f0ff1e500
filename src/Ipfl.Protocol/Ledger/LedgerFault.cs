namespace Ipfl.Protocol.Ledger;

/// <summary>What is wrong with a ledger, at the first place where something is.</summary>
/// <param name="Sequence">The transaction; 0 where it is none in particular.</param>
/// <param name="Reason">What is wrong, in one line.</param>
public sealed record LedgerFault(long Sequence, string Reason)
{
    /// <summary>The fault in one line.</summary>
    public override string ToString() => Sequence == 0 ? Reason : $"transaction {Sequence}: {Reason}";
}
