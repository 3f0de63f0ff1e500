using Ipfl.Learning;

namespace Ipfl.Simulation;

/// <summary>A base model, its low-rank adapters, and how instruction records become text.</summary>
/// <param name="Model">The folder with the base model's checkpoint; null where none is named.</param>
/// <param name="Precision">How the frozen weights are kept.</param>
/// <param name="Rank">r, the rank of an adapter.</param>
/// <param name="Alpha">α: adapters count α / r times.</param>
/// <param name="Dropout">The share of an adapter's inputs that is dropped in training.</param>
/// <param name="Targets">The projections that have adapters.</param>
/// <param name="MaxTokens">Longer texts are cut.</param>
/// <param name="TestRecords">The most test records of a source that models are judged on; null for all.</param>
/// <param name="Template">The prompt's form: <c>alpaca</c>, <c>vicuna</c> or <c>chat</c>.</param>
/// <param name="FinalLearningRate">What the learning rate decays to over the rounds.</param>
/// <param name="Checkpointing">Whether activations are computed again in the backward pass, to save memory.</param>
public sealed record LanguageSettings(
    string? Model,
    WeightPrecision Precision,
    int Rank,
    double Alpha,
    double Dropout,
    IReadOnlyList<string> Targets,
    int MaxTokens,
    int? TestRecords,
    string Template,
    double FinalLearningRate,
    bool Checkpointing);
