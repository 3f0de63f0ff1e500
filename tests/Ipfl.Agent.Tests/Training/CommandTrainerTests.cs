using System.Text.Json;
using Ipfl.Protocol.V1;

namespace Ipfl.Agent.Tests.Training;

/// <summary>Trainers of one's own: shell scripts that do well or not.</summary>
public sealed class CommandTrainerTests
{
    [Fact]
    public async Task A_trainer_finds_its_round_and_its_model_is_uploaded()
    {
        using var stage = new Stage();
        stage.Market.Terms.Training = new() { Steps = 7, BatchSize = 8, LearningRate = 0.125, Momentum = 0.5, WeightDecay = 0.25, Augment = true, Seed = 11 };
        var (rounds, centres) = (new List<string>(), new List<bool>());
        stage.OnSeen = happened =>
        {
            if (happened.Step != AgentStep.Trained) return;
            rounds.Add(File.ReadAllText(Path.Combine(stage.State.Work, "round.json")));
            centres.Add(File.Exists(Path.Combine(stage.State.Work, "centre.safetensors")));
        };
        await RunAsync(stage, "cp \"$1/model.safetensors\" \"$1/trained.safetensors\"; echo '{\"accuracy\": 0.75, \"loss\": 2, \"samples\": 3}' > \"$1/metrics.json\"");
        Assert.All(new RoundJournal(stage.State).All(), progress => Assert.Equal((RoundStep.Done, new LocalMeasures(0.75, 2)), (progress.Step, progress.Measures)));
        Assert.Equal([false, true, true, true], centres);
        using var second = JsonDocument.Parse(rounds[1]);
        Assert.Equal(
            """{"round":2,"participant":3,"steps":7,"batch_size":8,"learning_rate":0.125,"momentum":0.5,"weight_decay":0.25,"augment":true,"pull_weight":0.4,"seed":11,"data":null}""",
            second.RootElement.GetRawText());
    }

    [Fact]
    public async Task A_trainer_is_told_centre_and_own_model_and_answers_with_losses()
    {
        using var stage = new Stage();
        (stage.Market.Terms.Import, stage.Market.Terms.TrialShare) = ("mean", 0.125);
        stage.Market.Terms.Training = new() { Steps = 7, BatchSize = 8, LearningRate = 0.125, Seed = 11 };
        var (rounds, trials) = (new List<string>(), new List<string>());
        stage.OnSeen = happened =>
        {
            if (happened.Step == AgentStep.Trained) rounds.Add(File.ReadAllText(Path.Combine(stage.State.Work, "round.json")));
            if (happened.Step != AgentStep.Tried) return;
            trials.Add(File.ReadAllText(Path.Combine(stage.State.TrialWork, "trial.json")));
            var files = stage.State.Round(happened.Round);
            Assert.Equal(File.ReadAllBytes(files.Own), File.ReadAllBytes(Path.Combine(stage.State.TrialWork, "own.safetensors")));
            Assert.Equal(File.ReadAllBytes(files.Centre), File.ReadAllBytes(Path.Combine(stage.State.TrialWork, "centre.safetensors")));
        };
        await RunAsync(
            stage,
            """
            if [ -f "$1/trial.json" ]; then
              grep -q '"round":1,' "$1/trial.json" && centre=0.5 || centre=0.75
              echo "{\"own\": 0.625, \"centre\": $centre, \"half\": 0.5625, \"samples\": 30}" > "$1/losses.json"
            else
              cp "$1/model.safetensors" "$1/trained.safetensors"
            fi
            """);
        Assert.Equal(["""{"round":1,"participant":3,"seed":11,"data":null,"trial_share":0.125}""", """{"round":3,"participant":3,"seed":11,"data":null,"trial_share":0.125}"""], trials);
        Assert.All(rounds, round => Assert.EndsWith("\"pull_weight\":0,\"seed\":11,\"data\":null,\"trial_share\":0.125}", round, StringComparison.Ordinal));
        Assert.Equal(
            [(1, CentreVerdict.Used, new Trial { Samples = 30, OwnLoss = 0.625, CentreLoss = 0.5, HalfLoss = 0.5625 }), (3, CentreVerdict.Rejected, new Trial { Samples = 30, OwnLoss = 0.625, CentreLoss = 0.75, HalfLoss = 0.5625 })],
            stage.Market.Verdicts.Select(verdict => (verdict.Round, verdict.Verdict, verdict.Trial)));
    }

    [Theory]
    [InlineData("exit 3", "the trainer ended with exit code 3")]
    [InlineData("exit 0", "the trainer ended well but wrote no losses.json")]
    [InlineData("echo '{\"own\": 1, \"samples\": 3}' > \"$1/losses.json\"", "losses.json: centre: found nothing; allowed is a number that is finite and at least 0")]
    [InlineData("echo '{\"own\": -1, \"centre\": 1, \"samples\": 3}' > \"$1/losses.json\"", "losses.json: own: found -1; allowed is a number that is finite and at least 0")]
    [InlineData("echo '{\"own\": 1, \"centre\": 2}' > \"$1/losses.json\"", "losses.json: samples: found nothing; allowed is a number that is whole, from 1 to 2147483647")]
    [InlineData("echo '[' > \"$1/losses.json\"", "losses.json: no valid JSON at line")]
    public async Task A_trainer_that_answers_no_trial_uses_the_centre_and_states_nothing(string script, string told)
    {
        using var stage = new Stage();
        (stage.Market.Terms.Import, stage.Market.Terms.TrialShare) = ("mean", 0.1);
        await RunAsync(stage, $"if [ -f \"$1/round.json\" ]; then cp \"$1/model.safetensors\" \"$1/trained.safetensors\"; exit 0; fi; {script}");
        Assert.All(stage.Market.Verdicts, verdict => Assert.Equal((CentreVerdict.Used, null), (verdict.Verdict, verdict.Trial)));
        Assert.Equal([1, 3], stage.Market.Verdicts.Select(verdict => verdict.Round));
        Assert.Contains(stage.Seen, happened => happened.Step == AgentStep.Warned && happened.Line.StartsWith("round 1: the centre is used untried: ", StringComparison.Ordinal) && happened.Line.Contains(told, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_trainer_in_a_market_for_adapters_is_told_what_they_are_and_keeps_them()
    {
        using var stage = new Stage();
        stage.Market.Terms.Training = new()
        {
            Model = "lora",
            Steps = 7,
            BatchSize = 8,
            LearningRate = 0.5,
            Seed = 11,
            Adapter = new() { Rank = 4, Alpha = 8, Dropout = 0.25, Targets = { "q_proj", "v_proj" }, FinalLearningRate = 0.125 },
        };
        var rounds = new List<string>();
        stage.OnSeen = happened =>
        {
            if (happened.Step == AgentStep.Trained) rounds.Add(File.ReadAllText(Path.Combine(stage.State.Work, "round.json")));
        };
        await RunAsync(stage, "cp \"$1/model.safetensors\" \"$1/trained.safetensors\"; mkdir \"$1/adapter\"; cp \"$1/round.json\" \"$1/adapter\"");

        // Four rounds: the rate falls from a half to an eighth; the pull is 2λ with λ = 2.
        Assert.Contains("\"learning_rate\":0.5,", rounds[0], StringComparison.Ordinal);
        Assert.Contains("\"learning_rate\":0.125,", rounds[3], StringComparison.Ordinal);
        Assert.Contains("\"pull_weight\":4,", rounds[3], StringComparison.Ordinal);
        Assert.EndsWith("\"rank\":4,\"alpha\":8,\"dropout\":0.25,\"targets\":[\"q_proj\",\"v_proj\"]}", rounds[3], StringComparison.Ordinal);
        Assert.Equal(rounds[3], File.ReadAllText(Path.Combine(stage.State.Round(4).Adapter, "round.json")));
        Assert.False(Directory.Exists(stage.State.Round(1).Adapter));
    }

    [Theory]
    [InlineData("echo fine; echo ' first' >&2; echo ' last words ' >&2; exit 3", "the trainer ended with exit code 3: last words")]
    [InlineData("exit 4", "the trainer ended with exit code 4: it said nothing on its error stream")]
    [InlineData("exit 0", "the trainer ended well but wrote no trained.safetensors")]
    [InlineData("echo nonsense > \"$1/trained.safetensors\"", "trained.safetensors")]
    [InlineData("cp \"$1/model.safetensors\" \"$1/trained.safetensors\"; echo '{\"accuracy\": 1.5}' > \"$1/metrics.json\"", "metrics.json: accuracy: found 1.5; allowed is a number from 0 to 1")]
    [InlineData("cp \"$1/model.safetensors\" \"$1/trained.safetensors\"; echo '[' > \"$1/metrics.json\"", "metrics.json: no valid JSON")]
    public async Task A_trainer_that_fails_costs_its_round_in_one_line(string script, string told)
    {
        using var stage = new Stage();
        stage.OnSeen = happened =>
        {
            if (happened is { Step: AgentStep.Missed }) stage.Market.PassDeadline();
        };
        await RunAsync(stage, $"grep -q '\"round\":2' \"$1/round.json\" || {{ cp \"$1/model.safetensors\" \"$1/trained.safetensors\"; exit 0; }}; {script}");
        var rounds = new RoundJournal(stage.State).All();
        Assert.Equal([RoundStep.Done, RoundStep.Skipped, RoundStep.Done, RoundStep.Done], rounds.Select(progress => progress.Step));
        Assert.Contains(told, rounds[1].Reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', rounds[1].Reason!);
    }

    [Fact]
    public async Task A_trainer_that_hangs_is_stopped_with_all_that_it_started()
    {
        using var stage = new Stage();
        stage.Config = stage.Config with { Trainer = stage.Config.Trainer with { Command = ["sh", "-c", "sleep 600 & sleep 600", "x"], Timeout = TimeSpan.FromMilliseconds(200) } };
        var trainer = new CommandTrainer(stage.Config, stage.Market.Terms, 3, []);
        var refusal = await Assert.ThrowsAsync<TrainerFailedException>(() => trainer.TrainAsync(Round(stage), TestContext.Current.CancellationToken));
        Assert.Contains("was stopped after 0 s (trainer.timeout_seconds)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trainer_that_does_not_exist_is_named()
    {
        using var stage = new Stage();
        stage.Config = stage.Config with { Trainer = stage.Config.Trainer with { Command = ["no-such-program"] } };
        var trainer = new CommandTrainer(stage.Config, stage.Market.Terms, 3, []);
        var refusal = await Assert.ThrowsAsync<TrainerFailedException>(() => trainer.TrainAsync(Round(stage), TestContext.Current.CancellationToken));
        Assert.StartsWith("the trainer no-such-program cannot be started", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_agent_stops_its_trainer()
    {
        using var stage = new Stage();
        using var stop = new CancellationTokenSource();
        stage.Config = stage.Config with { Trainer = stage.Config.Trainer with { Command = ["sh", "-c", "sleep 600", "x"] } };
        var training = new CommandTrainer(stage.Config, stage.Market.Terms, 3, []).TrainAsync(Round(stage), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => training);
    }

    private static LocalRound Round(Stage stage)
    {
        Directory.CreateDirectory(stage.State.Work);
        stage.Market.Layout.Write(stage.State.InitialModel, new float[9]);
        return new(1, stage.State.InitialModel, null, 0.4, stage.State.Work);
    }

    private static Task<AgentSummary> RunAsync(Stage stage, string script)
    {
        // The word after the script is its name; the folder follows as $1.
        stage.Config = stage.Config with { Trainer = stage.Config.Trainer with { Command = ["sh", "-c", script, "trainer"] } };
        return stage.RunAsync(terms => new CommandTrainer(stage.Config, terms, 3, []));
    }
}
