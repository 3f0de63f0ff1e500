namespace Ipfl.Market.Auditing;

/// <summary>What a participant could do with a second name.</summary>
public enum NameTrick
{
    /// <summary>Nothing that was tried pays.</summary>
    None,

    /// <summary>Its samples in two: each name sells the model as one of a part of them. What the first name's part brings by itself, as a false number of samples, does not count.</summary>
    Split,

    /// <summary>The same data twice: each name sells the model as one of all samples.</summary>
    Copy,

    /// <summary>A fake seller of its own model, offered to itself alone, so that other sellers are paid less.</summary>
    Shill,

    /// <summary>The same with a model that is not its own, as far from it as the others' are: what no distance tells.</summary>
    Decoy,
}

/// <summary>The most that a second name was found to bring a participant beyond one name and the truth: a lower bound, as only the tricks named were tried.</summary>
/// <param name="Value">By how much its utility could rise, ≥ 0.</param>
/// <param name="Trick">What brings it.</param>
/// <param name="Samples">The samples that the second name reports; 0 where nothing pays.</param>
/// <param name="Cost">The cost that the second name reports; 0 where nothing pays, +∞ where it never sells.</param>
public readonly record struct NamesRegret(double Value, NameTrick Trick, long Samples, double Cost);
