using System.Diagnostics;
using Ipfl.Data;
using TorchSharp;

namespace Ipfl.Learning.Benchmarks;

/// <summary>Images per second of <see cref="ParallelTrainer"/>.</summary>
internal static class TrainingSpeed
{
    /// <summary>Prints a line <c>ours DATASET PARTICIPANTS IMAGES_PER_SECOND</c> for each number of participants.</summary>
    public static void Print(string name, int steps, int threads, IEnumerable<int> participants)
    {
        var data = DataSets.Find(name).Load(DataFolder.ForLoading(null, name));
        var network = new SimpleCnn(data.InputShape, data.Train.Classes);
        var trainer = new ParallelTrainer(network, threads);
        Measure(threads, 30);
        foreach (var m in participants) Console.WriteLine($"ours {name} {m} {Measure(m, steps):F0}");

        double Measure(int m, int count)
        {
            using var scope = torch.NewDisposeScope();
            var models = network.Initialise(new RandomStream(0, RandomPurpose.InitialModel)).expand(m, network.Size).contiguous();
            var order = new RandomStream(0, RandomPurpose.Partition).Permutation(data.Train.Count);
            var partition = new Partition([.. order.Chunk(data.Train.Count / m).Take(m)]);
            var options = new TrainingOptions { Steps = count, Augment = false };
            var round = new TrainingRound(models, data.Train, data.Normalisation, partition, null, options, Seed: 0, Round: 0);
            var watch = Stopwatch.StartNew();
            var images = trainer.Train(round, null, CancellationToken.None).Sum(result => result.Images);
            return images / watch.Elapsed.TotalSeconds;
        }
    }
}
