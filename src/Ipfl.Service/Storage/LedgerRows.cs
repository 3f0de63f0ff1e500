namespace Ipfl.Service.Storage;

/// <summary>A transaction of a market's ledger. Key: market and sequence. Never changed, never removed.</summary>
public sealed class TransactionRow
{
    /// <summary>The market.</summary>
    public required string MarketId { get; set; }

    /// <summary>Its place in the chain, from 1, without gaps.</summary>
    public long Sequence { get; set; }

    /// <summary>What makes it happen once: unique in the market.</summary>
    public required string Key { get; set; }

    /// <summary>What it is: deposit, payout, reserve, post, void.</summary>
    public required string Kind { get; set; }

    /// <summary>The round it belongs to; 0 for none.</summary>
    public int Round { get; set; }

    /// <summary>When it was appended.</summary>
    public DateTimeOffset Time { get; set; }

    /// <summary>The hash of the transaction before; 32 zero bytes for the first.</summary>
    public required byte[] PreviousHash { get; set; }

    /// <summary>SHA-256 over the previous hash and this transaction.</summary>
    public required byte[] Hash { get; set; }

    /// <summary>What moves; sums to zero.</summary>
    public List<PostingRow> Postings { get; set; } = [];
}

/// <summary>One account's part in a transaction. Key: market, sequence and account.</summary>
public sealed class PostingRow
{
    /// <summary>The market.</summary>
    public required string MarketId { get; set; }

    /// <summary>The transaction.</summary>
    public long Sequence { get; set; }

    /// <summary>The account.</summary>
    public required string Account { get; set; }

    /// <summary>Millionths; negative leaves the account.</summary>
    public long Micros { get; set; }
}

/// <summary>
/// A running balance, kept in the same transaction as the postings it sums, so that no call has to add up history. The postings are the
/// truth: verification re-derives it. Key: market and account.
/// </summary>
public sealed class BalanceRow
{
    /// <summary>The market.</summary>
    public required string MarketId { get; set; }

    /// <summary>The account.</summary>
    public required string Account { get; set; }

    /// <summary>Millionths.</summary>
    public long Micros { get; set; }
}
