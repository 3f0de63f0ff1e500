using System.Diagnostics;
using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning.Benchmarks;

/// <summary>Tokens per second of <see cref="AdapterTrainer"/> and <see cref="TextGeneration"/>, and what matrix products alone reach.</summary>
internal sealed class LanguageSpeed(LlamaModel model, int threads)
{
    private const int Generations = 5;
    private readonly AdapterArchitecture _adapters = new(model, LanguageSetting.Lora());

    /// <summary>
    /// Prints <c>ours lora kept|checkpoints PARTICIPANTS TOKENS_PER_SECOND</c>, <c>ours generation TOKENS_PER_SECOND</c> and
    /// <c>ours product GIGAFLOPS</c>, of one thread.
    /// </summary>
    public static void Print(string folder, int steps, int threads)
    {
        using var model = LlamaModel.Load(folder, WeightPrecision.F32, ComputeDevice.Processor);
        var speed = new LanguageSpeed(model, threads);
        foreach (var checkpoints in new[] { false, true })
        {
            speed.Train(threads, checkpoints, 5);
            foreach (var participants in new[] { 1, 6 })
                Console.WriteLine($"ours lora {(checkpoints ? "checkpoints" : "kept")} {participants} {speed.Train(participants, checkpoints, steps):F0}");
        }

        speed.Generate(1);
        Console.WriteLine($"ours generation {Math.Max(speed.Generate(Generations), speed.GenerateOnOneThread()):F1}");
        PrintProduct();
    }

    private double Train(int participants, bool checkpoints, int steps)
    {
        using var scope = NewDisposeScope();
        var adapters = _adapters.Initialise(new RandomStream(0, RandomPurpose.InitialModel)).expand(participants, _adapters.Size).contiguous();
        var partition = new Partition([.. Enumerable.Range(0, participants * LanguageSetting.Batch).Chunk(LanguageSetting.Batch)]);
        var options = new TrainingOptions { Steps = steps, BatchSize = LanguageSetting.Batch, LearningRate = 5e-5, WeightDecay = 0, Augment = false };
        var round = new AdapterRound(adapters, LanguageSetting.Records(participants), partition, Term: null, options, Seed: 0, Round: 0);
        var watch = Stopwatch.StartNew();
        var records = new AdapterTrainer(_adapters, threads, checkpoints).Train(round, finished: null, CancellationToken.None).Sum(result => result.Images);
        return records * LanguageSetting.Length / watch.Elapsed.TotalSeconds;
    }

    private double Generate(int times)
    {
        using var generation = new TextGeneration(model);
        var prompt = LanguageSetting.Records(1)[0].Tokens[..LanguageSetting.Prompt];
        var (made, watch) = (0, Stopwatch.StartNew());
        for (var i = 0; i < times; i++) made += generation.Continue(prompt, [], new() { MaximumTokens = LanguageSetting.Added }).Count();
        return made / watch.Elapsed.TotalSeconds;
    }

    /// <summary>A small network's token is too little work to share.</summary>
    private double GenerateOnOneThread()
    {
        using var single = TorchThreads.One();
        return Generate(Generations);
    }

    /// <summary>The product of a feed-forward block's first layer, for a batch.</summary>
    private static void PrintProduct()
    {
        using var scope = NewDisposeScope();
        using var single = TorchThreads.One();
        var (places, width, outputs) = (LanguageSetting.Batch * LanguageSetting.Length, LanguageSetting.Config.HiddenSize, LanguageSetting.Config.IntermediateSize);
        var (input, weights) = (randn(places, width), randn(outputs, width));
        var least = MarketStep.Least(100, () => nn.functional.linear(input, weights).Dispose());
        Console.WriteLine($"ours product {2.0 * places * width * outputs / least / 1e6:F1}");
    }
}
