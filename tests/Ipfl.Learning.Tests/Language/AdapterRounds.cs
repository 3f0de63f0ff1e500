using Ipfl.Data;

namespace Ipfl.Learning.Tests.Language;

/// <summary>Small rounds of adapter training: random prompts with random answers, to be learned by heart.</summary>
internal static class AdapterRounds
{
    public static readonly LoraOptions Lora = new() { Rank = 4, Alpha = 8, Dropout = 0, Targets = LoraOptions.Projections };

    /// <summary>Records of various lengths.</summary>
    public static TokenisedRecord[] Records(int count, long seed = 9)
    {
        var random = new RandomStream(seed, RandomPurpose.Partition);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var (prompt, answer) = (1 + random.NextInt(9), 1 + random.NextInt(4));
            return new TokenisedRecord([.. Enumerable.Range(0, prompt + answer).Select(_ => random.NextInt(SmallCheckpoint.Tokens))], prompt);
        })];
    }

    public static AdapterRound Round(AdapterArchitecture architecture, int participants, int steps, int recordsEach = 6)
    {
        var start = architecture.Initialise(new RandomStream(7, RandomPurpose.InitialModel));
        return new(
            start.expand(participants, architecture.Size).contiguous(),
            Records(participants * recordsEach),
            new Partition([.. Enumerable.Range(0, participants * recordsEach).Chunk(recordsEach)]),
            Term: null,
            new TrainingOptions { Steps = steps, BatchSize = 4, LearningRate = 5e-3, WeightDecay = 0.01 },
            Seed: 11,
            Round: 0);
    }

    public static LocalResult[] Train(this AdapterRound round, AdapterArchitecture architecture, int threads = 1, bool checkpoints = false) =>
        new AdapterTrainer(architecture, threads, checkpoints).Train(round, null, TestContext.Current.CancellationToken);
}
