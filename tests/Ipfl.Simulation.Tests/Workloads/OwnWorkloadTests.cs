using System.Text.Json;

namespace Ipfl.Simulation.Tests.Workloads;

/// <summary>Whatever participants train, rounds, markets, results and resuming are the same.</summary>
public sealed class OwnWorkloadTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData("ipfl")]
    [InlineData("fedavg")]
    [InlineData("fedfomo")]
    public void It_runs_and_goes_on_after_a_kill_with_the_same_numbers(string algorithm)
    {
        var (whole, killed) = (new RunFolder(_temporary.File("whole")), new RunFolder(_temporary.File("killed")));
        var summary = Start(whole, algorithm, CancellationToken.None);
        Assert.Equal((algorithm, 4, 6L), (summary.Algorithm, summary.Rounds, summary.Participants[0].Samples));
        Assert.True(summary.MeanFinalAccuracy > 0);

        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Start(killed, algorithm, stop.Token, record =>
        {
            if (record.Round == 2) stop.Cancel();
        }));
        ExperimentRun.Resume(Experiment.Reopen(killed, new PointsWorkload()), killed, new Watcher(), new SteppingClock(), CancellationToken.None);
        RunResults.AssertEqual(RunResults.Of(whole), killed);
    }

    [Fact]
    public void Evaluation_losses_are_in_the_lines_of_rounds_and_in_the_summary()
    {
        var folder = new RunFolder(_temporary.File("run"));
        var records = new List<RoundRecord>();
        var summary = Start(folder, "local", CancellationToken.None, records.Add);
        var last = records[^1].Participants.Select(p => p.EvaluationLoss).ToArray();
        Assert.All(last, loss => Assert.True(loss > 0));
        Assert.Equal(last, summary.Participants.Select(p => p.EvaluationLoss));
        Assert.Equal(last.Average(), summary.MeanEvaluationLoss);
        Assert.Equal(last.Average(), records[^1].MeanEvaluationLoss);
        Assert.Equal(JsonSerializer.Serialize(summary), JsonSerializer.Serialize(folder.ReadSummary()));
        Assert.All(File.ReadLines(folder.Rounds), line => Assert.Contains("\"evaluationLoss\":", line, StringComparison.Ordinal));
    }

    [Fact]
    public void The_mean_evaluation_loss_is_that_of_the_benign()
    {
        var folder = new RunFolder(_temporary.File("run"));
        var summary = Start(folder, "local", CancellationToken.None, null, ("behaviour.attackers", 0.25));
        Assert.Equal(summary.Participants.Where(p => p.Role != "attacker").Average(p => p.EvaluationLoss), summary.MeanEvaluationLoss);
        Assert.Single(summary.Participants, p => p.Role == "attacker");
    }

    [Fact]
    public void Files_of_image_runs_know_no_evaluation_loss()
    {
        var folder = new RunFolder(_temporary.File("run"));
        Assert.Null(SmallFederation.Start(folder).MeanEvaluationLoss);
        Assert.All([folder.Rounds, folder.Summary], file => Assert.DoesNotContain("valuationLoss", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public void Its_models_are_written_in_its_own_form()
    {
        var folder = new RunFolder(_temporary.File("run"));
        Start(folder, "local", CancellationToken.None);

        // From 1, four times a quarter of the way to the mean of 0, 4, … 20.
        var expected = 10 - (9 * Math.Pow(0.75, 4));
        Assert.All(File.ReadAllText(folder.Model("p0")).Split(' '), number => Assert.Equal(expected, double.Parse(number, System.Globalization.CultureInfo.InvariantCulture), 4));
    }

    [Fact]
    public void A_partition_of_more_samples_than_it_has_is_refused_on_resuming()
    {
        var folder = new RunFolder(_temporary.File("run"));
        Start(folder, "local", CancellationToken.None);
        Assert.Contains("is 20; allowed: whole numbers from 0 to 19", Message.Of(() => Experiment.Reopen(folder, new PointsWorkload(count: 20))), StringComparison.Ordinal);
    }

    private static RunSummary Start(RunFolder folder, string algorithm, CancellationToken cancellation, Action<RoundRecord>? onRound = null, params (string, object)[] values)
    {
        var experiment = Experiment.Prepare(SmallFederation.Config([("algorithm", algorithm), .. values]), new PointsWorkload());
        return ExperimentRun.Start(experiment, folder, new Watcher { OnRound = onRound }, new SteppingClock(), cancellation);
    }
}
