namespace Ipfl.Simulation;

/// <summary>What tells a market how much a model is worth to a buyer.</summary>
public enum EvidenceKind
{
    /// <summary>Nothing: reported samples are believed.</summary>
    None,

    /// <summary>The directions of the models: N_j · max(0, cos)².</summary>
    Cosine,

    /// <summary>The loss of mixtures on samples that the buyer holds out.</summary>
    Validation,

    /// <summary>The same on samples of the market's operator, weighted to the buyer's classes.</summary>
    Probe,
}

/// <summary>Evidence of what models are worth, and when it is gathered.</summary>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Margin">How many standard errors a mixture's loss must fall for the model to be for sale; of loss evidence.</param>
/// <param name="Every">Loss is judged in every so many-th round; in between the last evidence on a pair stands.</param>
/// <param name="Candidates">How many sellers are judged for a buyer, the nearest by cosine.</param>
public sealed record EvidenceSettings(EvidenceKind Kind, double Margin, int Every, int Candidates)
{
    /// <summary>Whether models are judged for it.</summary>
    public bool JudgesLosses => Kind is EvidenceKind.Validation or EvidenceKind.Probe;
}

/// <summary>Shares of every participant's samples that nobody trains on.</summary>
/// <param name="Validation">What each holds out for itself.</param>
/// <param name="Probe">What makes the operator's set.</param>
public sealed record HeldOutShares(double Validation, double Probe);
