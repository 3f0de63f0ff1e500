using Ipfl.Learning;
using static TorchSharp.torch;

namespace Ipfl.Simulation.Tests.Running;

/// <summary>An algorithm that this project does not know runs like one of its own.</summary>
public sealed class OwnAlgorithmTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void It_runs_and_goes_on_after_a_kill_with_the_same_numbers()
    {
        var (whole, killed) = (new RunFolder(_temporary.File("whole")), new RunFolder(_temporary.File("killed")));
        var summary = Start(whole, CancellationToken.None);
        Assert.Equal(("ring", "none", 4), (summary.Algorithm, summary.Mechanism, summary.Rounds));
        var first = ResultJson.Read<RoundRecord>(System.Text.Encoding.UTF8.GetBytes(File.ReadLines(whole.Rounds).First()));
        Assert.Equal(["p0←p1", "p1←p2", "p2←p3", "p3←p0"], first.Edges.Select(edge => $"{edge.Buyer}←{edge.Seller}"));
        Assert.All(first.Edges, edge => Assert.Equal(0.5, edge.Weight));

        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Start(killed, stop.Token, record =>
        {
            if (record.Round == 2) stop.Cancel();
        }));
        ExperimentRun.Resume(
            Experiment.Reopen(killed, SmallFederation.Data, new RingAlgorithm()), killed, new Watcher(), new SteppingClock(), CancellationToken.None);
        RunResults.AssertEqual(RunResults.Of(whole), killed);
    }

    [Fact]
    public void It_cannot_be_taken_for_the_configuration_s_algorithm_when_resuming()
    {
        var folder = new RunFolder(_temporary.File("run"));
        Start(folder, CancellationToken.None);
        Assert.Equal(
            $"{folder.Config}: own.algorithm: found \"ring\"; the run was prepared in a program with its own algorithm: only that program can repeat it or go on with it",
            Message.Of(() => SmallFederation.Resume(folder)));
    }

    private static RunSummary Start(RunFolder folder, CancellationToken cancellation, Action<RoundRecord>? onRound = null)
    {
        var experiment = Experiment.Prepare(SmallFederation.Config(), SmallFederation.Data, new RingAlgorithm());
        return ExperimentRun.Start(experiment, folder, new Watcher { OnRound = onRound }, new SteppingClock(), cancellation);
    }

    /// <summary>Everyone averages its model with its right neighbour's, and counts the rounds.</summary>
    private sealed class RingAlgorithm : IAlgorithm
    {
        public string Name => "ring";

        public EvaluationPoint Evaluation => EvaluationPoint.OwnModelAfterTraining;

        public bool Trades => false;

        public IReadOnlyDictionary<string, Tensor> FirstState(Tensor initial, int participants) => Rounds(0);

        public Aggregation Aggregate(AggregationInput input)
        {
            Assert.Equal(input.Round, input.State["rounds"].item<long>());
            var m = input.Samples.Count;
            var graph = new double[m, m];
            for (var i = 0; i < m; i++) graph[i, i] = graph[i, (i + 1) % m] = 0.5;
            return new(graph, WeightedMean.Compute(input.Models, graph), Term: null) { State = Rounds(input.Round + 1) };
        }

        private static Dictionary<string, Tensor> Rounds(long rounds) => new() { ["rounds"] = tensor(new[] { rounds }) };
    }
}
