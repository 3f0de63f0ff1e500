using System.Globalization;

namespace Ipfl.Protocol.Ledger;

/// <summary>What an account is for.</summary>
public enum AccountKind
{
    /// <summary>The world: deposits come from it and payouts go to it, so its balance is the negative of what the market holds.</summary>
    Outside,

    /// <summary>What rounding leaves: less than a micro-unit for every seller of a purchase.</summary>
    Rounding,

    /// <summary>What a participant may spend or be paid out.</summary>
    Available,

    /// <summary>What a participant owes for models that it has not confirmed yet.</summary>
    Reserved,
}

/// <summary>
/// An account of a market: <c>outside</c>, <c>rounding</c>, <c>participant:N:available</c> or <c>participant:N:reserved</c>, where N is the
/// participant's number. Names are ordered as their text is, byte by byte.
/// </summary>
public readonly record struct AccountName : IComparable<AccountName>
{
    private const string Owner = "participant:";

    private AccountName(AccountKind kind, int participant = 0) => (Kind, Participant) = (kind, participant);

    /// <summary>What it is for.</summary>
    public AccountKind Kind { get; }

    /// <summary>The number of the participant that owns it; 0 for accounts that nobody owns.</summary>
    public int Participant { get; }

    /// <summary>Whether a participant owns it; such an account never goes below zero.</summary>
    public bool IsOwned => Kind is AccountKind.Available or AccountKind.Reserved;

    /// <summary>The world.</summary>
    public static AccountName Outside => default;

    /// <summary>What rounding leaves.</summary>
    public static AccountName Rounding => new(AccountKind.Rounding);

    /// <summary>What participant <paramref name="number"/> may spend.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static AccountName Available(int number) => Owned(AccountKind.Available, number);

    /// <summary>What participant <paramref name="number"/> owes for models that it has not confirmed yet.</summary>
    /// <inheritdoc cref="Available"/>
    public static AccountName Reserved(int number) => Owned(AccountKind.Reserved, number);

    /// <summary>Reads a name in the one way that it is written.</summary>
    public static bool TryParse(string? text, out AccountName account)
    {
        var read = text switch
        {
            null => default,
            "rounding" => Rounding,
            _ when !text.StartsWith(Owner, StringComparison.Ordinal) => default,
            _ => OfOwner(text[Owner.Length..]),
        };
        var valid = read.ToString() == text;
        account = valid ? read : default;
        return valid;
    }

    /// <inheritdoc/>
    public int CompareTo(AccountName other) => string.CompareOrdinal(ToString(), other.ToString());

    /// <summary>The name as it stands in the ledger.</summary>
    public override string ToString() => Kind switch
    {
        AccountKind.Outside => "outside",
        AccountKind.Rounding => "rounding",
        AccountKind.Available => string.Create(CultureInfo.InvariantCulture, $"{Owner}{Participant}:available"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Owner}{Participant}:reserved"),
    };

    /// <summary>Whether the left name comes first.</summary>
    public static bool operator <(AccountName left, AccountName right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left name comes last.</summary>
    public static bool operator >(AccountName left, AccountName right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left name comes first, or they are the same.</summary>
    public static bool operator <=(AccountName left, AccountName right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left name comes last, or they are the same.</summary>
    public static bool operator >=(AccountName left, AccountName right) => left.CompareTo(right) >= 0;

    private static AccountName Owned(AccountKind kind, int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        return new(kind, number);
    }

    private static AccountName OfOwner(string rest) =>
        rest.Split(':') is [var digits, var use] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(use == "reserved" ? AccountKind.Reserved : AccountKind.Available, number)
            : default;
}
