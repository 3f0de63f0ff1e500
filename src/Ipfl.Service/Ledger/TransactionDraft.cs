using System.Globalization;
using Ipfl.Protocol;
using Ipfl.Protocol.Ledger;

namespace Ipfl.Service.Ledger;

/// <summary>
/// A transaction that may be appended to a ledger. The key makes it happen once. Postings are one per account in the order of their names;
/// they sum to zero.
/// </summary>
public sealed record TransactionDraft
{
    /// <summary>The most characters that a key may have.</summary>
    public const int LongestKey = 200;

    /// <summary>Checks and orders what is given; several postings to one account become one.</summary>
    /// <exception cref="ArgumentException">
    /// The key is not one, the round is negative, the postings do not sum to zero, or fewer than two accounts take part.
    /// </exception>
    /// <exception cref="OverflowException">A sum leaves the range of 64 bits.</exception>
    public TransactionDraft(string key, TransactionKind kind, int round, IEnumerable<Posting> postings)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(round);
        (Key, Kind, Round, Postings) = (key, kind, round, Posting.Merge(postings));
        if (!IsKey(key)) throw new ArgumentException($"a key is 1 to {LongestKey} printable ASCII characters without space, comma and quotation mark", nameof(key));
        if (Postings.Count < 2) throw new ArgumentException("at least two accounts take part in a transaction", nameof(postings));
        if (Postings.Aggregate(Int128.Zero, (sum, posting) => sum + posting.Amount.Value) != 0) throw new ArgumentException("the postings do not sum to zero", nameof(postings));
    }

    /// <summary>What makes it happen once.</summary>
    public string Key { get; }

    /// <summary>What it does.</summary>
    public TransactionKind Kind { get; }

    /// <summary>The round it belongs to; 0 for none.</summary>
    public int Round { get; }

    /// <summary>What moves.</summary>
    public IReadOnlyList<Posting> Postings { get; }

    /// <summary>Whether a text can be a transaction's key.</summary>
    public static bool IsKey(string? text) => text is { Length: >= 1 and <= LongestKey } && text.All(letter => letter is >= '!' and <= '~' and not (',' or '"'));

    /// <summary>Money comes in from outside for a participant. <paramref name="key"/> is the payer's own name for it.</summary>
    /// <exception cref="ArgumentException">The amount is not above zero, or the key is not one.</exception>
    public static TransactionDraft Deposit(string key, int participant, MicroUnits amount) =>
        Move($"deposit:{key}", TransactionKind.Deposit, 0, AccountName.Outside, AccountName.Available(participant), amount);

    /// <summary>Money of a participant goes out. <paramref name="key"/> is the payer's own name for it.</summary>
    /// <inheritdoc cref="Deposit"/>
    public static TransactionDraft Payout(string key, int participant, MicroUnits amount) =>
        Move($"payout:{key}", TransactionKind.Payout, 0, AccountName.Available(participant), AccountName.Outside, amount);

    /// <summary>A buyer's payments of a round are set aside.</summary>
    /// <exception cref="ArgumentException">The amount is not above zero.</exception>
    public static TransactionDraft Reserve(int round, int buyer, MicroUnits amount) =>
        Move(Named(TransactionKind.Reserve, round, buyer), TransactionKind.Reserve, round, AccountName.Available(buyer), AccountName.Reserved(buyer), amount);

    /// <summary>What a buyer set aside is given back.</summary>
    /// <inheritdoc cref="Reserve"/>
    public static TransactionDraft Void(int round, int buyer, MicroUnits amount) =>
        Move(Named(TransactionKind.Void, round, buyer), TransactionKind.Void, round, AccountName.Reserved(buyer), AccountName.Available(buyer), amount);

    /// <summary>What a buyer set aside goes to the sellers; what they do not get goes to <c>rounding</c>.</summary>
    /// <exception cref="ArgumentException">Nothing was set aside, a seller's amount is negative, or together they get more than was set aside.</exception>
    public static TransactionDraft Post(int round, int buyer, MicroUnits reserved, IReadOnlyCollection<SellerAmount> sellers)
    {
        ArgumentNullException.ThrowIfNull(sellers);
        if (reserved <= MicroUnits.Zero) throw new ArgumentOutOfRangeException(nameof(reserved), reserved, "what was set aside is above zero");
        if (sellers.Any(seller => seller.Amount < MicroUnits.Zero)) throw new ArgumentException("no seller gets less than nothing", nameof(sellers));
        var rest = sellers.Aggregate(reserved, (left, seller) => left - seller.Amount);
        if (rest < MicroUnits.Zero) throw new ArgumentException($"sellers get {-rest} more than was set aside", nameof(sellers));
        return new(Named(TransactionKind.Post, round, buyer), TransactionKind.Post, round,
        [
            new(AccountName.Reserved(buyer), -reserved),
            .. sellers.Select(seller => new Posting(AccountName.Available(seller.Seller), seller.Amount)),
            new(AccountName.Rounding, rest),
        ]);
    }

    private static string Named(TransactionKind kind, int round, int buyer) => string.Create(CultureInfo.InvariantCulture, $"{kind.Word()}:{round}:{buyer}");

    private static TransactionDraft Move(string key, TransactionKind kind, int round, AccountName from, AccountName to, MicroUnits amount)
    {
        if (amount <= MicroUnits.Zero) throw new ArgumentOutOfRangeException(nameof(amount), amount, "an amount is above zero");
        return new(key, kind, round, [new(from, -amount), new(to, amount)]);
    }
}
