using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Language;

public sealed class AdapterTrainerTests : TorchTest
{
    private readonly LlamaModel _model = SmallCheckpoint.With().Load();
    private readonly AdapterArchitecture _plain;
    private readonly AdapterArchitecture _dropping;

    public AdapterTrainerTests()
    {
        _plain = new(_model, AdapterRounds.Lora);
        _dropping = new(_model, AdapterRounds.Lora with { Dropout = 0.3, Targets = ["v_proj", "up_proj"] });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Threads_change_nothing(bool checkpoints)
    {
        var (one, two) = (AdapterRounds.Round(_dropping, participants: 5, steps: 4), AdapterRounds.Round(_dropping, participants: 5, steps: 4));
        Assert.Equal(one.Train(_dropping, threads: 1, checkpoints), two.Train(_dropping, threads: 2, checkpoints));
        Assert.Equal(one.Models.Numbers(), two.Models.Numbers());
        Assert.NotEqual(one.Models[0].Numbers(), one.Models[1].Numbers());
    }

    [Fact]
    public void A_rate_of_zero_where_a_schedule_ends_trains_nothing_and_still_tells_the_loss()
    {
        foreach (var rate in new[] { AdapterTuning.Rate(5e-3, 0, 2, 3), AdapterTuning.Rate(1e-20, 1, 0, 3) })
        {
            Assert.Equal(0, rate);
            var round = AdapterRounds.Round(_plain, participants: 2, steps: 3);
            var before = round.Models.Numbers();
            round = round with { Options = round.Options with { LearningRate = rate } };
            Assert.All(round.Train(_plain), result => Assert.True(result.MeanLoss > 0));
            Assert.Equal(before, round.Models.Numbers());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Layers_computed_again_for_their_gradients_give_the_same(bool drops)
    {
        var architecture = drops ? _dropping : _plain;
        var (kept, again) = (AdapterRounds.Round(architecture, participants: 2, steps: 10), AdapterRounds.Round(architecture, participants: 2, steps: 10));
        var losses = kept.Train(architecture, checkpoints: false).Zip(again.Train(architecture, checkpoints: true));
        Assert.All(losses, pair => Assert.Equal(pair.First.MeanLoss, pair.Second.MeanLoss, 1e-6));
        Near.Equal(kept.Models.Numbers(), again.Models.Numbers(), 1e-6);
    }

    [Fact]
    public void What_was_learned_by_heart_has_a_small_loss()
    {
        var round = AdapterRounds.Round(_plain, participants: 1, steps: 150);
        AnswerScore Judged() => new AdapterJudge(_plain, 1).Score([(round.Models[0], round.Records)]).Single();
        var before = Judged();
        round.Train(_plain);
        var after = Judged();
        Assert.InRange(after.Loss, 0, 0.2 * before.Loss);
        Assert.True(after.ExactMatch > before.ExactMatch, $"exact match went from {before.ExactMatch} to {after.ExactMatch}");
    }

    [Fact]
    public void The_gradient_is_the_slope_of_the_loss()
    {
        var adapter = _plain.Initialise(new RandomStream(4, RandomPurpose.InitialModel));
        FanInInitialisation.FillNormal(adapter.Floats(), 0.1, new RandomStream(5, RandomPurpose.InitialModel));
        var (records, gradient) = (AdapterRounds.Records(5), zeros(_plain.Size));
        float Loss(Tensor at, Tensor slope) => new AdapterGradient(_model, checkpoints: true).Add(TokenBatch.Of(records, CPU), _plain.On(TrainedViews.Of(_plain, at, slope), dropout: null));
        Loss(adapter, gradient);

        // Along the gradient itself, where the loss rises by its square.
        const double way = 1e-2;
        var (norm, ignored) = (gradient.norm().item<float>(), zeros_like(gradient));
        var unit = gradient.div(gradient.norm());
        var (up, down) = (Loss(adapter.clone().AddInPlace(unit, way), ignored), Loss(adapter.clone().AddInPlace(unit, -way), ignored));
        Assert.Equal(norm, (up - down) / (2 * way), 0.02 * norm);
    }

    [Fact]
    public void A_term_pulls_towards_its_centre()
    {
        var free = AdapterRounds.Round(_plain, participants: 2, steps: 20);
        var pulled = AdapterRounds.Round(_plain, participants: 2, steps: 20) with { Term = new ProximalTerm(zeros(1, _plain.Size), 5), WithoutTerm = [1] };
        free.Train(_plain);
        pulled.Train(_plain);
        Assert.True(pulled.Models[0].norm().item<float>() < 0.9 * free.Models[0].norm().item<float>(), "it is nearer to zero");
        Assert.Equal(free.Models[1].Numbers(), pulled.Models[1].Numbers());
    }

    [Fact]
    public void Who_diverges_is_named_or_put_back()
    {
        var round = AdapterRounds.Round(_plain, participants: 3, steps: 4) with { Round = 9 };
        round.Models[1].fill_(1e30f);
        var error = Assert.Throws<DivergedException>(() => round.Train(_plain));
        Assert.Contains("participant 1, round 10, step 1", error.Message);

        round = AdapterRounds.Round(_plain, participants: 3, steps: 4) with { RestoresDiverged = true };
        round.Models[1].fill_(1e30f);
        var before = round.Models.clone();
        Assert.Equal([false, true, false], round.Train(_plain).Select(result => result.Diverged));
        Assert.Equal(before[1].Numbers(), round.Models[1].Numbers());
        var alone = AdapterRounds.Round(_plain, participants: 3, steps: 4) with { Trained = [2] };
        alone.Train(_plain);
        Assert.Equal(alone.Models[2].Numbers(), round.Models[2].Numbers());
    }

    [Fact]
    public void Cancelling_stops_after_the_current_step()
    {
        using var cancellation = new CancellationTokenSource();
        var reported = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => new AdapterTrainer(_plain, 1, checkpoints: true).Train(
            AdapterRounds.Round(_plain, participants: 4, steps: 2),
            _ =>
            {
                reported++;
                cancellation.Cancel();
            },
            cancellation.Token));
        Assert.Equal(1, reported);
    }

    [Fact]
    public void Rounds_that_do_not_fit_together_are_refused_before_any_step()
    {
        var round = AdapterRounds.Round(_plain, participants: 2, steps: 1);
        Refused("Float64", round with { Models = round.Models.to(ScalarType.Float64) });
        Refused($"contiguous Float32 [2, {_plain.Size}]", round with { Models = round.Models.narrow(1, 1, _plain.Size - 1).contiguous() });
        Refused("participant 1 has no samples", round with { Partition = new Partition([[0], []]) });
        Refused("sample 12 of 12", round with { Partition = new Partition([[0], [12]]) });
        Refused("proximal centres", round with { Term = new ProximalTerm(round.Models[0], 1) });
        Refused("BatchSize", round with { Options = new TrainingOptions { BatchSize = 0 } });
        Refused("record 0", round with { Records = [new TokenisedRecord([1, 2], 0), .. round.Records.Skip(1)] });
        Refused("record 3", round with { Records = [.. round.Records.Take(3), new TokenisedRecord([1, 2], 2), .. round.Records.Skip(4)] });
        Refused("record 11", round with { Records = [.. round.Records.Take(11), new TokenisedRecord([1, 31], 1)] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdapterTrainer(_plain, 0, checkpoints: true));
    }

    private void Refused(string message, AdapterRound round)
    {
        var before = round.Models.Numbers();
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => round.Train(_plain)).Message);
        Assert.Equal(before, round.Models.Numbers());
    }
}
