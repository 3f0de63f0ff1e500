namespace Ipfl.Simulation;

/// <summary>What is uploaded in place of a model.</summary>
public enum UploadKind
{
    /// <summary>All ones.</summary>
    SameValue,

    /// <summary>Noise from N(0, 1), anew in each round.</summary>
    Gaussian,

    /// <summary>The model's numbers in a random order, anew in each round.</summary>
    Shuffle,

    /// <summary>The model's numbers negated.</summary>
    SignFlip,
}

/// <summary>What becomes of a participant whose utility of a round is negative.</summary>
public enum DropOutRule
{
    /// <summary>It stays.</summary>
    None,

    /// <summary>It leaves for good.</summary>
    Strict,

    /// <summary>It leaves for good with probability ½.</summary>
    Probabilistic,
}

/// <summary>What sets the participants of an experiment apart and what they do. As it is: all alike, honest, and here to stay.</summary>
public sealed record BehaviourSettings
{
    /// <summary>Whether participants are the traders, buyers, sellers and the attacker of the inclusive market.</summary>
    public bool Inclusive { get; init; }

    /// <summary>Whether sellers of the inclusive market bear a cost of about C; otherwise they give for nothing.</summary>
    public bool SellersAtCost { get; init; }

    /// <summary>The share of participants that lie.</summary>
    public double Liars { get; init; }

    /// <summary>Whether they lie about their samples; otherwise about their cost.</summary>
    public bool LiesAboutSamples { get; init; }

    /// <summary>What they multiply the number by: positive.</summary>
    public double LieFactor { get; init; } = 2;

    /// <summary>The share of participants that do not train.</summary>
    public double FreeRiders { get; init; }

    /// <summary>What those upload.</summary>
    public UploadKind FreeRiderUpload { get; init; }

    /// <summary>The share of participants that attack.</summary>
    public double Attackers { get; init; }

    /// <summary>What attackers make of their model.</summary>
    public UploadKind AttackUpload { get; init; } = UploadKind.SignFlip;

    /// <summary>Whether what attackers made of their model stays their own and is trained on; otherwise they upload an altered copy, and their own trains on.</summary>
    public bool AttackStays { get; init; }

    /// <summary>Who wants to be paid for more than it gives; null where nobody does.</summary>
    public AdversarySettings? Adversary { get; init; }

    /// <summary>Who leaves.</summary>
    public DropOutRule DropOut { get; init; }

    /// <summary>Who joins, leaves and changes, by round.</summary>
    public IReadOnlyList<ScheduleEvent> Schedule { get; init; } = [];
}
