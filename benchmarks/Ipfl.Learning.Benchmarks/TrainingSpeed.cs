using System.Diagnostics;
using Ipfl.Data;
using TorchSharp;

namespace Ipfl.Learning.Benchmarks;

/// <summary>Images per second of <see cref="ParallelTrainer"/> and of <see cref="Evaluator"/>.</summary>
internal sealed class TrainingSpeed
{
    private readonly string _name;
    private readonly ImageDataSet _data;
    private readonly ModelArchitecture _network;
    private readonly int _threads;

    private TrainingSpeed(string model, string set, int threads)
    {
        (_name, _threads) = ($"{model} {set}", threads);
        _data = DataSets.Find(set).Load(DataFolder.ForLoading(null, set));
        _network = ModelArchitectures.Create(model, _data.InputShape, _data.Train.Classes);
    }

    /// <summary>Prints <c>ours training MODEL DATASET PARTICIPANTS IMAGES_PER_SECOND</c> for each number, then <c>ours evaluation … 10 …</c>.</summary>
    public static void Print(string model, string set, int steps, IEnumerable<int> participants, int threads)
    {
        var speed = new TrainingSpeed(model, set, threads);
        speed.Train(threads, Math.Min(steps, 30));
        foreach (var m in participants) Console.WriteLine($"ours training {speed._name} {m} {speed.Train(m, steps):F1}");
        Console.WriteLine($"ours evaluation {speed._name} 10 {speed.Evaluate(10):F1}");
    }

    /// <summary>Prints <c>ours memory MODEL DATASET PARTICIPANTS MEGABYTES BOUND</c>: the peak of training so many at once, and data + 4 × models + 500 MB.</summary>
    public static void PrintMemory(string model, string set, int participants, int threads)
    {
        var speed = new TrainingSpeed(model, set, threads);
        speed.Train(participants, 20);
        speed.Evaluate(participants);
        var bound = speed._data.Train.Pixels.Length + speed._data.Test.Pixels.Length + (4L * participants * speed._network.Size * sizeof(float)) + 500_000_000;
        using var process = Process.GetCurrentProcess();
        Console.WriteLine($"ours memory {speed._name} {participants} {process.PeakWorkingSet64 / 1_000_000} {bound / 1_000_000}");
    }

    private double Train(int participants, int steps)
    {
        using var scope = torch.NewDisposeScope();
        var order = new RandomStream(0, RandomPurpose.Partition).Permutation(_data.Train.Count);
        var partition = new Partition([.. order.Chunk(_data.Train.Count / participants).Take(participants)]);
        var options = new TrainingOptions { Steps = steps, Augment = false };
        var round = new TrainingRound(Models(participants), _data.Train, _data.Normalisation, partition, null, options, Seed: 0, Round: 0);
        var watch = Stopwatch.StartNew();
        var images = new ParallelTrainer(_network, _threads).Train(round, null, CancellationToken.None).Sum(result => result.Images);
        return images / watch.Elapsed.TotalSeconds;
    }

    private double Evaluate(int models)
    {
        using var scope = torch.NewDisposeScope();
        var rows = Models(models);
        var watch = Stopwatch.StartNew();
        new Evaluator(_network, _threads).CorrectPerClass(rows, _data.Test, _data.Normalisation);
        return models * (double)_data.Test.Count / watch.Elapsed.TotalSeconds;
    }

    private torch.Tensor Models(int participants) =>
        _network.Initialise(new RandomStream(0, RandomPurpose.InitialModel)).expand(participants, _network.Size).contiguous();
}
