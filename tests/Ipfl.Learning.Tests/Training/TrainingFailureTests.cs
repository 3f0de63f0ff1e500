using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Training;

public sealed class TrainingFailureTests : TorchTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_first_participant_that_diverges_is_named_with_round_and_step(int threads)
    {
        var round = TrainingRounds.Round(participants: 6, steps: 4) with { Round = 9 };
        round.Models[2].fill_(float.NaN);
        round.Models[4].fill_(float.NaN);
        var error = Assert.Throws<DivergedException>(() => round.Train(threads));
        Assert.Contains("participant 2, round 10, step 1", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_learning_rate_that_blows_up_is_noticed_at_the_step_and_named()
    {
        var round = TrainingRounds.Round(participants: 1, steps: 50) with { Options = new TrainingOptions { Steps = 50, LearningRate = 1e6 } };
        var error = Assert.Throws<DivergedException>(() => round.Train());
        Assert.Matches("participant 0, round 1, step [1-9]", error.Message);
        Assert.Contains("below 1000000", error.Message);
    }

    [Fact]
    public void A_blow_up_in_the_very_last_step_is_noticed_too()
    {
        var round = TrainingRounds.Round(participants: 1, steps: 1) with
        {
            Term = new ProximalTerm(full([1, TrainingRounds.Network.Size], 1e30f), 1e30),
        };
        var error = Assert.Throws<DivergedException>(() => round.Train());
        Assert.Contains("step 1: the model is no longer finite", error.Message);
        Assert.Contains("proximal weight", error.Message);
    }

    [Fact]
    public void Who_diverges_is_put_back_where_the_round_asks_for_it_and_the_others_train_on()
    {
        var round = TrainingRounds.Round(participants: 3, steps: 4) with { RestoresDiverged = true };
        round.Models[1].fill_(1e30f);
        var before = round.Models.clone();
        var results = round.Train();
        Assert.Equal([false, true, false], results.Select(result => result.Diverged));
        Assert.All(results, result => Assert.True(double.IsFinite(result.MeanLoss)));
        Assert.Equal(before[1].Numbers(), round.Models[1].Numbers());

        var alone = TrainingRounds.Round(participants: 3, steps: 4) with { Trained = [0, 2] };
        Assert.Equal([0, 2], alone.Train().Select((result, i) => result == results[i] ? i : -1).Where(i => i >= 0));
        Assert.Equal(alone.Models[2].Numbers(), round.Models[2].Numbers());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Only_those_asked_for_train_each_as_it_would_among_all(int threads)
    {
        var (all, some) = (TrainingRounds.Round(participants: 4, steps: 3), TrainingRounds.Round(participants: 4, steps: 3) with { Trained = [3, 1] });
        var (of, reported, start) = (all.Train(), new List<int>(), some.Models[0].clone());
        var results = new ParallelTrainer(TrainingRounds.Network, threads).Train(some, reported.Add, TestContext.Current.CancellationToken);
        Assert.Equal([1, 3], reported.Order());
        Assert.Equal([default, of[1], default, of[3]], results);
        foreach (var i in new[] { 1, 3 }) Assert.Equal(all.Models[i].Numbers(), some.Models[i].Numbers());
        foreach (var i in new[] { 0, 2 }) Assert.Equal(start.Numbers(), some.Models[i].Numbers());
    }

    [Fact]
    public void Who_is_without_the_term_trains_plainly()
    {
        var plain = TrainingRounds.Round(participants: 2, steps: 3);
        var pulled = TrainingRounds.Round(participants: 2, steps: 3) with { Term = new ProximalTerm(zeros(1, TrainingRounds.Network.Size), 5), WithoutTerm = [1] };
        plain.Train();
        pulled.Train();
        Assert.Equal(plain.Models[1].Numbers(), pulled.Models[1].Numbers());
        Assert.NotEqual(plain.Models[0].Numbers(), pulled.Models[0].Numbers());
    }

    [Fact]
    public void Cancelling_stops_after_the_current_step()
    {
        using var cancellation = new CancellationTokenSource();
        var reported = 0;
        void Finished(int participant)
        {
            reported++;
            cancellation.Cancel();
        }

        var trainer = new ParallelTrainer(TrainingRounds.Network, 1);
        Assert.ThrowsAny<OperationCanceledException>(() => trainer.Train(TrainingRounds.Round(5, 2), Finished, cancellation.Token));
        Assert.Equal(1, reported);
    }

    [Fact]
    public void A_failure_of_the_listener_reaches_the_caller()
    {
        var trainer = new ParallelTrainer(TrainingRounds.Network, 2);
        Assert.Throws<TimeoutException>(() => trainer.Train(TrainingRounds.Round(3, 1), _ => throw new TimeoutException(), default));
    }

    [Fact]
    public void Rounds_that_do_not_fit_together_are_refused_before_any_step()
    {
        var round = TrainingRounds.Round(participants: 2, steps: 1);
        Refused("Float64", round with { Models = round.Models.to(ScalarType.Float64) });
        Refused("contiguous Float32 [2, 44426]", round with { Models = round.Models[0].expand(2, -1) });
        Refused("[2, 44425]", round with { Models = round.Models.narrow(1, 0, 44425).contiguous() });
        Refused("participant 1 has no samples", round with { Partition = new Partition([[0], []]) });
        Refused("sample 200 of 200", round with { Partition = new Partition([[0], [1, 200]]) });
        Refused("proximal weight is NaN", round with { Term = new ProximalTerm(round.Models, double.NaN) });
        Refused("proximal centres", round with { Term = new ProximalTerm(round.Models[0], 1) });
        Refused("mean and a deviation", round with { Normalisation = new PixelNormalisation([0, 0], [1, 1]) });
        Refused("participants 0, 2 are to train; allowed is each of 0 to 1 once", round with { Trained = [0, 2] });
        Refused("participants 1, 1 are to train", round with { Trained = [1, 1] });
        Refused("BatchSize", round with { Options = new TrainingOptions { BatchSize = 0 } });
        Refused("momentum is 1", round with { Options = new TrainingOptions { Momentum = 1 } });
        Refused("learning rate is NaN", round with { Options = new TrainingOptions { LearningRate = double.NaN } });
        Refused("learning rate is 0", round with { Options = new TrainingOptions { LearningRate = 0 } });
        Refused("weight decay is Infinity", round with { Options = new TrainingOptions { WeightDecay = double.PositiveInfinity } });
    }

    private static void Refused(string message, TrainingRound round)
    {
        var before = round.Models.Numbers();
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => round.Train()).Message);
        Assert.Equal(before, round.Models.Numbers());
    }
}
