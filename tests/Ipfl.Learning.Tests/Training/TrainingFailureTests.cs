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
