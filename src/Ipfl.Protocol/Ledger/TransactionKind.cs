namespace Ipfl.Protocol.Ledger;

/// <summary>What a transaction does.</summary>
public enum TransactionKind
{
    /// <summary>Money comes in from outside.</summary>
    Deposit,

    /// <summary>Money goes out.</summary>
    Payout,

    /// <summary>A buyer's payments of a round are set aside.</summary>
    Reserve,

    /// <summary>What was set aside is paid to the sellers: the buyer has confirmed its centre.</summary>
    Post,

    /// <summary>What was set aside is given back: the centre was never confirmed.</summary>
    Void,
}

/// <summary>The words for kinds in the ledger.</summary>
public static class TransactionKinds
{
    private static readonly string[] Words = ["deposit", "payout", "reserve", "post", "void"];

    /// <summary>The word for it.</summary>
    public static string Word(this TransactionKind kind) => Words[(int)kind];

    /// <summary>Reads a word.</summary>
    public static bool TryParse(string? word, out TransactionKind kind)
    {
        var place = Array.IndexOf(Words, word);
        kind = (TransactionKind)Math.Max(0, place);
        return place >= 0;
    }
}
