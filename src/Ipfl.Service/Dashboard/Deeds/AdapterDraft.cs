using Ipfl.Learning;
using Ipfl.Protocol.V1;

namespace Ipfl.Service.Dashboard.Deeds;

/// <summary>What a market for adapters of a language model needs besides: the adapters' shape, and which model they adapt.</summary>
public sealed class AdapterDraft
{
    private static readonly LoraOptions Usual = new();

    /// <summary>What participants know the base model by.</summary>
    public string BaseModel { get; set; } = "";

    /// <summary>The digest of its numbers; empty for none.</summary>
    public string BaseDigest { get; set; } = "";

    /// <summary>r.</summary>
    public int Rank { get; set; } = Usual.Rank;

    /// <summary>α.</summary>
    public double Alpha { get; set; } = Usual.Alpha;

    /// <summary>The probability that an adapter's input is dropped in training.</summary>
    public double Dropout { get; set; } = Usual.Dropout;

    /// <summary>The projections that are adapted.</summary>
    public IReadOnlyCollection<string> Targets { get; set; } = Usual.Targets;

    /// <summary>The last round's learning rate.</summary>
    public double FinalLearningRate { get; set; } = 1e-6;

    /// <summary>The draft as terms, with the projections in their order in a layer.</summary>
    public AdapterTerms Terms() => new()
    {
        BaseModel = BaseModel.Trim(),
        BaseDigest = BaseDigest.Trim(),
        Rank = Rank,
        Alpha = Alpha,
        Dropout = Dropout,
        Targets = { LoraOptions.Projections.Where(Targets.Contains) },
        FinalLearningRate = FinalLearningRate,
    };
}
