using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Training;

public sealed class ParallelTrainerTests : TorchTest
{
    [Fact]
    public void Results_are_the_same_bits_with_any_number_of_threads()
    {
        var expected = TrainingRounds.Round(participants: 5, steps: 12);
        var results = expected.Train(threads: 1);
        foreach (var threads in new[] { 2, 3, 8 })
        {
            var again = TrainingRounds.Round(participants: 5, steps: 12);
            Assert.Equal(results, again.Train(threads));
            Assert.Equal(expected.Models.Floats(), again.Models.Floats());
        }
    }

    [Fact]
    public void A_participant_does_not_depend_on_who_else_trains()
    {
        var all = TrainingRounds.Round(participants: 3, steps: 6);
        var first = all with
        {
            Models = all.Models.narrow(0, 0, 1).clone(),
            Partition = new Partition([all.Partition.Participants[0]]),
        };
        all.Train();
        first.Train();
        Assert.Equal(first.Models.Floats(), all.Models[0].Floats());
    }

    [Fact]
    public void Rounds_participants_and_seeds_draw_differently()
    {
        float[] First(TrainingRound round)
        {
            round.Train();
            return round.Models[0].Floats().ToArray();
        }

        var round = First(TrainingRounds.Round(1, 3));
        Assert.NotEqual(round, First(TrainingRounds.Round(1, 3) with { Round = 1 }));
        Assert.NotEqual(round, First(TrainingRounds.Round(1, 3) with { Seed = 12 }));
        Assert.NotEqual(round, First(TrainingRounds.Round(1, 3) with { Options = new TrainingOptions { Steps = 3, Augment = false } }));
    }

    [Fact]
    public void Training_learns_the_images()
    {
        var round = TrainingRounds.Round(participants: 2, steps: 150, samplesEach: 600) with
        {
            Options = new TrainingOptions { Steps = 150, LearningRate = 0.05, Augment = false },
        };
        round.Train();
        var test = TrainingRounds.Images(400, seed: 2);
        var correct = new Evaluator(TrainingRounds.Network, 2).CorrectPerClass(round.Models, test, TrainingRounds.Normalisation, default);
        Assert.All([0, 1], i => Assert.True(PersonalAccuracy.Generalised(correct.Row(i), test.LabelCounts()) > 0.9));
    }

    [Fact]
    public void Images_are_counted_with_the_smaller_last_batches()
    {
        // 100 samples in batches of 64: 64, 36, 64, 36, 64.
        Assert.All(TrainingRounds.Round(participants: 2, steps: 5).Train(), result => Assert.Equal(264, result.Images));
    }

    [Fact]
    public void No_steps_change_nothing()
    {
        var round = TrainingRounds.Round(participants: 2, steps: 0);
        var before = round.Models.Floats().ToArray();
        Assert.All(round.Train(), result => Assert.Equal(new LocalResult(0, 0), result));
        Assert.Equal(before, round.Models.Floats());
    }

    [Fact]
    public void A_heavy_pull_leads_to_the_centre()
    {
        var round = TrainingRounds.Round(participants: 2, steps: 120);
        var centres = round.Models + 0.01f * randn_like(round.Models);
        (round with { Term = new ProximalTerm(centres, 20) }).Train();
        var far = (TrainingRounds.Round(2, 0).Models - centres).norm().item<float>();
        Assert.InRange((round.Models - centres).norm().item<float>(), 0, far / 4);
    }

    [Fact]
    public void Everyone_is_reported_once_and_one_at_a_time()
    {
        var (reported, inside) = (new List<int>(), 0);
        new ParallelTrainer(TrainingRounds.Network, 4).Train(
            TrainingRounds.Round(participants: 8, steps: 1),
            participant =>
            {
                Assert.Equal(1, Interlocked.Increment(ref inside));
                reported.Add(participant);
                Interlocked.Decrement(ref inside);
            },
            default);
        Assert.Equal(Enumerable.Range(0, 8), reported.Order());
    }
}
