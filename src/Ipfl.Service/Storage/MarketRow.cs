namespace Ipfl.Service.Storage;

/// <summary>How far a market is.</summary>
public enum MarketStage
{
    /// <summary>Created; participants enrol.</summary>
    Draft = 1,

    /// <summary>Rounds follow one another.</summary>
    Open = 2,

    /// <summary>The round in progress is the last one.</summary>
    Closing = 3,

    /// <summary>Over.</summary>
    Closed = 4,
}

/// <summary>A market: what its operator decided when it was created, and how far it is.</summary>
public sealed class MarketRow
{
    /// <summary>Its name: lower-case letters, digits and hyphens; unique.</summary>
    public required string Id { get; set; }

    /// <summary>The terms as the protocol's message, in JSON.</summary>
    public required string Terms { get; set; }

    /// <summary>How far it is.</summary>
    public MarketStage Stage { get; set; }

    /// <summary>Whether the initial model is there, whole and checked.</summary>
    public bool HasInitialModel { get; set; }

    /// <summary>Whether the labelled set is there that models are judged on; false also where the terms want none.</summary>
    public bool HasProbe { get; set; }

    /// <summary>The round in progress or done last, from 1; 0 before the first.</summary>
    public int Round { get; set; }

    /// <summary>Grows with everything that a participant may want to know of at once.</summary>
    public long Revision { get; set; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}
