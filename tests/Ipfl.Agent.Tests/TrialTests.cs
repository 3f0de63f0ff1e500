using Ipfl.Data;
using Ipfl.Protocol.V1;

namespace Ipfl.Agent.Tests;

/// <summary>
/// A market whose centres are models to go on from: each is tried, used or rejected, and the server never hears two answers. The fake sells a
/// centre in rounds 1 and 3; unless said, the trainer finds the first better and the second worse than the own model.
/// </summary>
public sealed class TrialTests
{
    private const int Rounds = 4;

    [Fact]
    public async Task What_makes_the_model_better_is_gone_on_from_and_what_makes_it_worse_costs_nothing()
    {
        using var stage = Mean();
        var summary = await stage.RunAsync();
        var (first, third) = (new RoundJournal(stage.State).Find(1)!, new RoundJournal(stage.State).Find(3)!);
        Assert.Equal((true, new TrialLosses(13, 0.5, 0.25), BoughtState.Posted, 2.5), (first.Trial!.IsUsed, first.Trial.Losses, first.Result!.State, first.Result.RealisedGain));
        Assert.Equal((false, new TrialLosses(13, 0.5, 0.75), BoughtState.Voided, true), (third.Trial!.IsUsed, third.Trial.Losses, third.Result!.State, third.Result.Rejected));
        Assert.Equal(
            [(1, CentreVerdict.Used, new Trial { Samples = 13, OwnLoss = 0.5, CentreLoss = 0.25 }), (3, CentreVerdict.Rejected, new Trial { Samples = 13, OwnLoss = 0.5, CentreLoss = 0.75 })],
            stage.Market.Verdicts.Select(verdict => (verdict.Round, verdict.Verdict, verdict.Trial)));

        // No local term, and the own model wherever nothing was bought and used.
        Assert.All(stage.Trainer.Rounds, round => Assert.Null(round.Centre));
        Assert.Equal(
            [stage.State.InitialModel, stage.State.Round(1).Centre, stage.State.Round(2).Own, stage.State.Round(3).Own],
            stage.Trainer.Rounds.Select(round => round.Start));
        Assert.All(stage.Trainer.Trials, trial => Assert.Equal((stage.State.Round(trial.Round).Own, stage.State.Round(trial.Round).Centre), (trial.Own, trial.Centre)));
        Assert.False(File.Exists(stage.State.Round(3).Centre));
        Assert.Equal("4 rounds, mean gain 1.500, paid 2.500, received 0.000, utility 3.500; of 2 centres tried 1 rejected, mean realised gain 0.625", summary.ToString());
        Assert.Contains(stage.Seen, happened => happened.Line == "round 1: on 13 held-out samples the loss with the centre is 0.2500, without it 0.5000: it is used");
        Assert.Contains(stage.Seen, happened => happened.Line == "round 3: centre rejected, nothing paid");
        Assert.Contains(stage.Seen, happened => happened.Line.StartsWith("round 3: what was bought was rejected and is not paid; gain 0.000, paid 0.000", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_crash_at_any_step_changes_neither_models_nor_verdicts()
    {
        using var undisturbed = Mean();
        await undisturbed.RunAsync();
        for (var crash = 1; crash <= undisturbed.Seen.Count; crash++)
        {
            using var stage = Mean();
            stage.DiesAt = crash;
            await Assert.ThrowsAsync<Killed>(stage.RunAsync);
            stage.DiesAt = 0;
            await stage.RunAsync();
            AssertTheSame(undisturbed, stage);
            Assert.All(stage.Trainer.Tried, pair => Assert.True(pair.Value == 1, $"crash at {crash}: the centre of round {pair.Key} was tried {pair.Value} times"));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_judge_of_changing_mind_is_asked_until_its_answer_is_kept_and_never_again(int seed)
    {
        var random = new RandomStream(seed, RandomPurpose.Market);
        for (var trial = 0; trial < 20; trial++)
        {
            using var stage = Mean();
            stage.Trainer.Losses = _ => (0.5, random.NextDouble());
            stage.Market.Fault = (_, _) => random.NextInt(6) == 0 ? new(new(Grpc.Core.StatusCode.Unavailable, "lost")) : null;
            for (var dies = true; dies;)
            {
                stage.DiesAt = 1 + random.NextInt(25);
                dies = await Record.ExceptionAsync(stage.RunAsync) is Killed;
            }

            // The fake itself refuses a second verdict that differs from the first; here the journal is held against what arrived.
            foreach (var round in new[] { 1, 3 })
            {
                var progress = new RoundJournal(stage.State).Find(round)!;
                var said = Assert.Single(stage.Market.Verdicts.Where(verdict => verdict.Round == round).Distinct());
                Assert.Equal((progress.Trial!.IsUsed, progress.Trial.Losses!.Centre, progress.Trial.Losses.Favours), (said.Verdict == CentreVerdict.Used, said.Trial.CentreLoss, said.Verdict == CentreVerdict.Used));
                Assert.Equal(progress.Trial.IsUsed ? BoughtState.Posted : BoughtState.Voided, progress.Result!.State);
            }
        }
    }

    [Fact]
    public async Task A_server_that_was_put_back_hears_the_same_verdict_again()
    {
        using var stage = Mean();
        var isRestored = false;
        stage.OnSeen = happened =>
        {
            if (isRestored || happened is not { Step: AgentStep.Done, Round: 3 }) return;
            isRestored = true;
            stage.Market.RestoreTo(3, RoundPhase.Delivering);
            stage.Trainer.Losses = _ => (0.5, 0.1);
        };
        await stage.RunAsync();
        Assert.Equal([CentreVerdict.Used, CentreVerdict.Rejected, CentreVerdict.Rejected], stage.Market.Verdicts.Select(verdict => verdict.Verdict));
        Assert.Equal(1, stage.Trainer.Tried[3]);
        Assert.Equal(stage.State.Round(3).Own, stage.Trainer.Rounds[3].Start);
    }

    [Fact]
    public async Task A_centre_that_is_used_but_comes_too_late_is_not_used()
    {
        using var stage = Mean();
        stage.OnSeen = happened =>
        {
            if (happened is { Step: AgentStep.Tried, Round: 1 }) stage.Market.MoveOn();
        };
        await stage.RunAsync();
        Assert.Equal(stage.State.Round(1).Own, stage.Trainer.Rounds[1].Start);
    }

    [Fact]
    public async Task A_broken_centre_is_rejected_without_a_number_that_could_not_be_sent()
    {
        using var stage = Mean();
        stage.Trainer.Losses = _ => (0.5, double.PositiveInfinity);
        await stage.RunAsync();
        Assert.All(stage.Market.Verdicts, verdict => Assert.Equal((CentreVerdict.Rejected, null), (verdict.Verdict, verdict.Trial)));
    }

    [Fact]
    public async Task Without_a_judgement_the_centre_is_used_and_nothing_stated()
    {
        using var stage = Mean();
        stage.Trainer.Losses = _ => null;
        await stage.RunAsync();
        Assert.All(stage.Market.Verdicts, verdict => Assert.Equal((CentreVerdict.Used, null), (verdict.Verdict, verdict.Trial)));
        Assert.Equal(stage.State.Round(3).Centre, stage.Trainer.Rounds[3].Start);
        Assert.Contains(stage.Seen, happened => happened.Line == "round 1: the centre is used untried: no judge today");
    }

    [Fact]
    public async Task A_share_of_nothing_tries_nothing()
    {
        using var stage = Mean();
        stage.Config = stage.Config with { TrialShare = 0 };
        await stage.RunAsync();
        Assert.Empty(stage.Trainer.Tried);
        Assert.Equal(2, stage.Market.Verdicts.Count(verdict => verdict is { Verdict: not CentreVerdict.Rejected, Trial: null }));
    }

    [Fact]
    public async Task In_a_market_that_pulls_the_trial_is_of_the_point_to_which_the_pull_leads()
    {
        using var stage = Mean();
        (stage.Market.Terms.Import, stage.Market.Terms.Training) = ("pull", new() { LearningRate = 0.25, Momentum = 0.5, Steps = 2 });
        var landed = new List<float[]>();
        stage.OnSeen = happened =>
        {
            if (happened.Step == AgentStep.Tried) landed.Add(stage.Market.Layout.Read(stage.Trainer.Trials[^1].Centre));
        };
        await stage.RunAsync();

        // lr·w/(1 − momentum) = 0.25 · 2/5 / 0.5 = 0.2, so that 0.8² of the way of 100 is left.
        var own = stage.Market.Layout.Read(stage.State.Round(3).Own);
        Assert.All(own.Zip(landed[1]), pair => Assert.Equal(pair.First + 36, pair.Second, 1e-3));
        Assert.Equal([null, stage.State.Round(1).Centre, stage.State.Round(2).Own, stage.State.Round(3).Own], stage.Trainer.Rounds.Select(round => round.Centre));
        Assert.Equal([CentreVerdict.Used, CentreVerdict.Rejected], stage.Market.Verdicts.Select(verdict => verdict.Verdict));
    }

    [Fact]
    public async Task With_noise_nothing_is_tried_and_the_own_noise_comes_out_of_the_mean_with_its_weight()
    {
        using var stage = Mean();
        stage.Config = stage.Config with { Privacy = new(0.5, 4, 1e-5) };
        stage.Market.Terms.Evidence = "probe";
        await stage.RunAsync();
        Assert.Empty(stage.Trainer.Tried);
        Assert.Empty(stage.Market.ClassShares);
        Assert.All(stage.Market.Verdicts, verdict => Assert.Null(verdict.Trial));

        // The fake says that the own model weighs three quarters.
        var files = stage.State.Round(3);
        var (centre, own, upload, start) = (stage.Market.Layout.Read(files.Centre), stage.Market.Layout.Read(files.Own), stage.Market.Layout.Read(files.Blurred), stage.Market.Layout.Read(stage.Trainer.Rounds[3].Start));
        Assert.All(Enumerable.Range(0, own.Length), i => Assert.Equal(centre[i] + 0.75 * (own[i] - upload[i]), start[i], 1e-3));
    }

    [Fact]
    public void A_pull_of_AdamW_goes_its_rate_a_step_until_it_is_there()
    {
        var terms = new Terms { Rounds = 1, Training = new() { LearningRate = 0.5, Steps = 4, Adapter = new() { FinalLearningRate = 0.5 } } };
        Assert.Equal([2, -2, 1.5f], LandingPoint.Of(terms, 1, 3, [0, 0, 1], [10, -10, 1.5f]));
    }

    [Fact]
    public async Task Shares_of_classes_go_with_the_report_to_a_market_with_a_probe_alone()
    {
        using var stage = Mean();
        await stage.RunAsync();
        Assert.Empty(stage.Market.ClassShares);
        using var probed = Mean();
        probed.Market.Terms.Evidence = "probe";
        await probed.RunAsync();
        Assert.Equal([0.25, 0.75], probed.Market.ClassShares);

        // Told once: with other data the same again.
        probed.Market.RestoreTo(4);
        await probed.RunAsync(terms => new AddingTrainer(terms) { ClassShares = [1, 0] });
        Assert.Equal([0.25, 0.75], probed.Market.ClassShares);
    }

    private static Stage Mean()
    {
        var stage = new Stage();
        (stage.Market.Terms.Import, stage.Market.Terms.TrialShare) = ("mean", 0.1);
        return stage;
    }

    private static void AssertTheSame(Stage undisturbed, Stage stage)
    {
        Assert.Equal(undisturbed.Journal(), stage.Journal());
        Assert.Equal(undisturbed.Market.BytesTaken, stage.Market.BytesTaken);
        Assert.Equal(undisturbed.Market.Verdicts, stage.Market.Verdicts.Distinct());
        for (var round = 1; round <= Rounds; round++) Assert.Equal(undisturbed.Market.UploadOf(round), stage.Market.UploadOf(round));
    }
}
