namespace Ipfl.Service.Storage;

/// <summary>How far a round is.</summary>
public enum RoundStage
{
    /// <summary>Uploads are taken.</summary>
    Collecting = 1,

    /// <summary>Graph, payments and centres are computed.</summary>
    Settling = 2,

    /// <summary>Buyers fetch their centres and confirm them.</summary>
    Delivering = 3,

    /// <summary>All payments are posted or voided.</summary>
    Done = 4,
}

/// <summary>A round of a market. Key: market and number.</summary>
public sealed class RoundRow
{
    /// <summary>Its market.</summary>
    public required string MarketId { get; set; }

    /// <summary>From 1.</summary>
    public int Number { get; set; }

    /// <summary>How far it is.</summary>
    public RoundStage Stage { get; set; }

    /// <summary>When the stage in progress ends at the latest.</summary>
    public DateTimeOffset Deadline { get; set; }

    /// <summary>When it was opened.</summary>
    public DateTimeOffset OpenedAt { get; set; }

    /// <summary>When it was settled.</summary>
    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>When it was done.</summary>
    public DateTimeOffset? DoneAt { get; set; }

    /// <summary>Social welfare by the reports, once settled.</summary>
    public double? Welfare { get; set; }

    /// <summary>The mechanism of the terms, where its budget ran out and their fallback solved the round; else null.</summary>
    public string? Fallback { get; set; }
}

/// <summary>What became of a participant's upload in a round.</summary>
public enum EntryStage
{
    /// <summary>Nothing has come yet.</summary>
    Expected = 1,

    /// <summary>Pieces arrive.</summary>
    Receiving = 2,

    /// <summary>Whole, checked and counted.</summary>
    Accepted = 3,

    /// <summary>It takes no part in this round; the reason says why.</summary>
    Excluded = 4,
}

/// <summary>What became of a buyer's payments.</summary>
public enum SettlementStage
{
    /// <summary>It bought nothing.</summary>
    None = 0,

    /// <summary>Reserved until the centre is confirmed.</summary>
    Pending = 1,

    /// <summary>Paid.</summary>
    Posted = 2,

    /// <summary>Given back: the centre was never confirmed.</summary>
    Voided = 3,
}

/// <summary>What a buyer says of its centre.</summary>
public enum CentreVerdict
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It goes on with it.</summary>
    Used = 1,

    /// <summary>It goes on from its own model, and pays nothing.</summary>
    Rejected = 2,
}

/// <summary>A participant's part in a round: what it reported and uploaded, what it got. Key: market, round and participant.</summary>
public sealed class EntryRow
{
    /// <summary>The market.</summary>
    public required string MarketId { get; set; }

    /// <summary>The round.</summary>
    public int Round { get; set; }

    /// <summary>The participant's number.</summary>
    public int Participant { get; set; }

    /// <summary>What became of the upload.</summary>
    public EntryStage Stage { get; set; }

    /// <summary>Why it is excluded.</summary>
    public string? Reason { get; set; }

    /// <summary>N of the report that this round counts.</summary>
    public long Samples { get; set; }

    /// <summary>c of that report; null never sells.</summary>
    public double? SharingCost { get; set; }

    /// <summary>K of that report.</summary>
    public double GainScale { get; set; }

    /// <summary>SHA-256 of the upload, hexadecimal; null before it is announced.</summary>
    public string? UploadDigest { get; set; }

    /// <summary>Bytes of the upload.</summary>
    public long UploadBytes { get; set; }

    /// <summary>The participant's own measurement.</summary>
    public double? Accuracy { get; set; }

    /// <summary>Its mean training loss.</summary>
    public double? Loss { get; set; }

    /// <summary>Whether the escrow could not cover the worst case, so that it could buy nothing.</summary>
    public bool BuyingBarred { get; set; }

    /// <summary>G, once settled.</summary>
    public double Gain { get; set; }

    /// <summary>Σ p_ij.</summary>
    public double Paid { get; set; }

    /// <summary>Σ p_ki.</summary>
    public double Received { get; set; }

    /// <summary>c times its buyers.</summary>
    public double Cost { get; set; }

    /// <summary>U, by the report.</summary>
    public double Utility { get; set; }

    /// <summary>SHA-256 of its proximal centre, hexadecimal; null for those who bought nothing.</summary>
    public string? CentreDigest { get; set; }

    /// <summary>What became of its payments.</summary>
    public SettlementStage Settlement { get; set; }

    /// <summary>What is odd about its upload, in one line, for people to look at; it counts all the same.</summary>
    public string? Remark { get; set; }

    /// <summary>The names of those whose uploads were the same model or nearly, for the operator alone; null where there are none.</summary>
    public string? CopyOf { get; set; }

    /// <summary>‖θ − θ⁰‖ of its upload, once settled.</summary>
    public double? UpdateNorm { get; set; }

    /// <summary>What it said of its centre.</summary>
    public CentreVerdict Verdict { get; set; }

    /// <summary>On how many held-out samples it judged the centre; null where it stated no trial.</summary>
    public int? TrialSamples { get; set; }

    /// <summary>Its loss there at its own upload.</summary>
    public double? OwnLoss { get; set; }

    /// <summary>Its loss there at the model to go on from with the centre.</summary>
    public double? CentreLoss { get; set; }

    /// <summary>Its loss there half way between the two; null where it was not measured.</summary>
    public double? HalfLoss { get; set; }

    /// <summary>What the trial makes of the gain; 0 where the centre was rejected, null without a trial.</summary>
    public double? RealisedGain { get; set; }

    /// <summary>The last round before, of which it had a centre without paying; null where there is none to compare this upload with.</summary>
    public int? UnpaidRound { get; set; }

    /// <summary>How far this upload went from its upload of that round towards that centre: 0 not at all, 1 all the way.</summary>
    public double? Towards { get; set; }
}

/// <summary>A trade. Key: market, round, buyer and seller.</summary>
public sealed class TradeRow
{
    /// <summary>The market.</summary>
    public required string MarketId { get; set; }

    /// <summary>The round.</summary>
    public int Round { get; set; }

    /// <summary>The buyer's number.</summary>
    public int Buyer { get; set; }

    /// <summary>The seller's number.</summary>
    public int Seller { get; set; }

    /// <summary>The distance of their models.</summary>
    public double Distance { get; set; }

    /// <summary>p, as the mechanism says it.</summary>
    public double Payment { get; set; }

    /// <summary>What the seller is paid, millionths.</summary>
    public long Micros { get; set; }

    /// <summary>N as the seller reported it; null in rounds of earlier releases.</summary>
    public long? ClaimedSamples { get; set; }

    /// <summary>What the model was worth to the buyer in samples, where there was evidence.</summary>
    public double? EffectiveSamples { get; set; }

    /// <summary>The gain that the market's law says of this trade alone; null in rounds of earlier releases.</summary>
    public double? Predicted { get; set; }
}
