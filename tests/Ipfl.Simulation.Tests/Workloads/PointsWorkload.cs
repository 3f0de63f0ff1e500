using Ipfl.Data;
using Ipfl.Learning;
using static TorchSharp.torch;

namespace Ipfl.Simulation.Tests.Workloads;

/// <summary>No images at all: every participant has points on a line, and its model is a point that training draws towards their mean.</summary>
internal sealed class PointsWorkload(int count = 24) : Workload
{
    public IReadOnlyList<string> Names { get; init; } = [];

    public override string DataName => "points";

    public override IReadOnlyList<string> ParticipantNames => Names;

    public override IReadOnlyList<string> ClassNames => [];

    public override int TrainingSamples => count;

    public override long ModelSize => 2;

    public override int[] LabelCounts(int[] samples) => [];

    public override Partition Split(ExperimentConfig config) =>
        new([.. Enumerable.Range(0, config.Participants).Select(i => Enumerable.Range(0, count).Where(sample => sample % config.Participants == i).ToArray())]);

    public override Tensor InitialModel(ExperimentConfig config) => tensor(new[] { 1f, 1f });

    public override void WriteModel(RunFolder folder, string id, Tensor model) =>
        File.WriteAllText(folder.Model(id), string.Join(' ', model.data<float>().ToArray().Select(number => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture))));

    public override IWorkloadEngine Open(ExperimentConfig config, int threads) => new Engine();

    private sealed class Engine : IWorkloadEngine
    {
        public LocalResult[] Train(LocalRound round, Action<int>? finished, CancellationToken cancellation)
        {
            var results = new LocalResult[round.Partition.Participants.Count];
            foreach (var i in round.Trained!)
            {
                cancellation.ThrowIfCancellationRequested();
                using var row = round.Models.select(0, i);
                var mean = (float)round.Partition.Participants[i].Average();
                var model = row.data<float>();
                for (var k = 0; k < 2; k++) model[k] += (mean - model[k]) / 4;
                results[i] = new(round.Options.Steps, Loss(row, round.Partition.Participants[i]));
                finished?.Invoke(i);
            }

            return results;
        }

        public Accuracies Evaluate(Tensor models, Partition partition, IReadOnlyList<int> members, CancellationToken cancellation)
        {
            var (scores, losses) = (new double[partition.Participants.Count], new double[partition.Participants.Count]);
            foreach (var i in members)
            {
                using var row = models.select(0, models.shape[0] == 1 ? 0 : i);
                losses[i] = Loss(row, partition.Participants[i]);
                scores[i] = 1 / (1 + losses[i]);
            }

            return new(scores, scores) { Losses = losses };
        }

        public double[][] Losses(IReadOnlyList<IReadOnlyList<Tensor>> models, Partition partition, CancellationToken cancellation) =>
            [.. models.Select((judged, i) => judged.Select(model => Loss(model, partition.Participants[i])).ToArray())];

        public ModelVerdict[][] Judge(IReadOnlyList<JudgeRequest> asked, SampleSource source, CancellationToken cancellation) =>
        [
            .. asked.Select(request => request.Models.Select(mixture =>
            {
                var model = ((1 - mixture.Share) * mixture.Model.data<float>()[0]) + (mixture.Share * (mixture.Other?.data<float>()[0] ?? 0));
                return ModelVerdict.OfLogits([.. request.Samples.SelectMany(point => new[] { -MathF.Pow((float)(model - point), 2), 0f })], new int[request.Samples.Count], request.Weights);
            }).ToArray()),
        ];

        public void Dispose()
        {
        }

        private static double Loss(Tensor model, int[] points) => Math.Pow(model.data<float>()[0] - points.Average(), 2);
    }
}
