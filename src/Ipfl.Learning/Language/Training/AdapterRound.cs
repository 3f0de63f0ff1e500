using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>One round of local training of adapters on instruction records.</summary>
/// <param name="Models">Float32, contiguous, shape [m, d]; trained in place.</param>
/// <param name="Records">The training records, shared by all.</param>
/// <param name="Partition">Each participant's records.</param>
/// <param name="Term">What the local loss gains, or null for the plain loss.</param>
/// <param name="Options">Steps, batch size, learning rate of this round and weight decay of AdamW; the rest has no effect.</param>
/// <param name="Seed">The run's seed; batches and dropout use streams derived from it, <paramref name="Round"/> and the participant.</param>
/// <param name="Round">0-based round.</param>
public sealed record AdapterRound(
    Tensor Models,
    IReadOnlyList<TokenisedRecord> Records,
    Partition Partition,
    LocalTerm? Term,
    TrainingOptions Options,
    long Seed,
    int Round) : LocalRound(Models, Partition, Term, Options, Seed, Round);
