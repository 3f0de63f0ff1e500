// Training speed of ParallelTrainer: prints a line `ours <data set> <participants> <images/s>` for one and for ten participants.
// Arguments: data set (default fashion-mnist), steps (200), threads (all cores). The data comes from the folder in IPFL_DATA.
using System.Diagnostics;
using Ipfl.Data;
using Ipfl.Learning;
using TorchSharp;

var name = args.ElementAtOrDefault(0) ?? "fashion-mnist";
var steps = int.Parse(args.ElementAtOrDefault(1) ?? "200");
var threads = int.Parse(args.ElementAtOrDefault(2) ?? $"{Environment.ProcessorCount}");
var data = DataSets.Find(name).Load(DataFolder.ForLoading(null, name));
var network = new SimpleCnn(data.InputShape, data.Train.Classes);
var trainer = new ParallelTrainer(network, threads);

Measure(threads, 30);
foreach (var participants in new[] { 1, 10 }) Console.WriteLine($"ours {name} {participants} {Measure(participants, steps):F0}");

double Measure(int participants, int count)
{
    using var scope = torch.NewDisposeScope();
    var models = network.Initialise(new RandomStream(0, RandomPurpose.InitialModel)).expand(participants, network.Size).contiguous();
    var order = new RandomStream(0, RandomPurpose.Partition).Permutation(data.Train.Count);
    var partition = new Partition([.. order.Chunk(data.Train.Count / participants).Take(participants)]);
    var options = new TrainingOptions { Steps = count, Augment = false };
    var round = new TrainingRound(models, data.Train, data.Normalisation, partition, null, options, Seed: 0, Round: 0);
    var watch = Stopwatch.StartNew();
    var images = trainer.Train(round, null, CancellationToken.None).Sum(result => result.Images);
    return images / watch.Elapsed.TotalSeconds;
}
