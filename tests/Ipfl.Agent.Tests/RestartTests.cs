using Grpc.Core;
using Ipfl.Data;

namespace Ipfl.Agent.Tests;

/// <summary>Whatever happens between two steps, the market ends as if nothing had: nothing is trained or sent twice, nothing is lost.</summary>
public sealed class RestartTests
{
    private const int Rounds = 4;

    [Fact]
    public async Task An_undisturbed_agent_trains_uploads_buys_and_keeps_receipts()
    {
        using var stage = new Stage();
        var summary = await stage.RunAsync();
        Assert.Equal(new AgentSummary(Rounds, 3, 5, 0, 7), summary);
        Assert.Equal("4 rounds, mean gain 3.000, paid 5.000, received 0.000, utility 7.000", summary.ToString());
        for (var round = 1; round <= Rounds; round++)
        {
            var progress = new RoundJournal(stage.State).Find(round)!;
            Assert.Equal((RoundStep.Done, 1), (progress.Step, stage.Trainer.Trained[round]));
            Assert.NotNull(ReceiptFile.Read(stage.State, Enrolment.Read(stage.State), progress));
        }

        // Round 1 has no centre; 2 and 4 are pulled to what was bought before, 3 to the own upload.
        Assert.Equal([false, true, true, true], stage.Trainer.Rounds.Select(round => round.Centre is not null));
        Assert.Equal(0.4, stage.Trainer.Rounds[1].PullWeight);
        Assert.Equal(stage.State.Round(1).Centre, stage.Trainer.Rounds[1].Centre);
        Assert.Equal(stage.State.Round(2).Own, stage.Trainer.Rounds[2].Centre);
    }

    [Fact]
    public async Task A_crash_at_any_step_changes_nothing()
    {
        using var undisturbed = new Stage();
        await undisturbed.RunAsync();
        var steps = undisturbed.Seen.Count;
        Assert.InRange(steps, 30, 200);
        for (var crash = 1; crash <= steps; crash++)
        {
            using var stage = new Stage { DiesAt = crash };
            await Assert.ThrowsAsync<Killed>(stage.RunAsync);
            stage.DiesAt = 0;
            await stage.RunAsync();
            AssertTheSame(undisturbed, stage, $"crash at {crash}, {undisturbed.Seen[crash - 1].Step}");
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public async Task Crashes_and_lost_answers_again_and_again_change_nothing(int seed, bool blurs)
    {
        var privacy = blurs ? new PrivacySettings(1, 2, 1e-5) : null;
        using var undisturbed = new Stage();
        undisturbed.Config = undisturbed.Config with { Privacy = privacy };
        await undisturbed.RunAsync();
        var random = new RandomStream(seed, RandomPurpose.Market);
        for (var trial = 0; trial < 20; trial++)
        {
            using var stage = new Stage();
            stage.Config = stage.Config with { Privacy = privacy };
            stage.Market.Fault = (_, _) => random.NextInt(6) == 0 ? new RpcException(new Status(StatusCode.Unavailable, "lost")) : null;
            stage.Market.OnAnnounced = begin => Assert.True(!blurs || File.ReadAllText(stage.State.Releases).Contains(begin.Digest, StringComparison.Ordinal), "released before it was counted");
            for (var dies = true; dies;)
            {
                stage.DiesAt = 1 + random.NextInt(25);
                dies = await Dies(stage);
            }

            // Noise is drawn anew in every process, so that only what does not depend on it is compared.
            AssertTheSame(undisturbed, stage, $"trial {trial}", isExact: !blurs);
            if (blurs) Assert.InRange(new ReleaseLog(stage.State).Spent(1e-5).Releases, Rounds, int.MaxValue);
        }
    }

    [Fact]
    public async Task A_round_missed_while_the_agent_was_down_is_lost_and_the_next_one_goes_on_from_the_last_that_counted()
    {
        using var stage = new Stage();
        stage.OnSeen = happened =>
        {
            if (happened is { Step: AgentStep.Training, Round: 3 }) stage.Market.PassDeadline();
        };
        await stage.RunAsync();
        var journal = new RoundJournal(stage.State);
        Assert.Equal((RoundStep.Lost, "the fake: round 3 takes no more uploads"), (journal.Find(3)!.Step, journal.Find(3)!.Reason));
        Assert.Equal(stage.State.Round(2).Own, stage.Trainer.Rounds[3].Start);
        Assert.Equal(RoundStep.Done, journal.Find(4)!.Step);
    }

    [Fact]
    public async Task A_purchase_that_is_not_confirmed_in_time_is_not_used()
    {
        using var stage = new Stage();
        stage.OnSeen = happened =>
        {
            if (happened is { Step: AgentStep.Fetched, Round: 1 }) stage.Market.MoveOn();
        };
        await stage.RunAsync();
        Assert.Equal(BoughtState.Voided, new RoundJournal(stage.State).Find(1)!.Result!.State);
        Assert.Equal(stage.State.Round(1).Own, stage.Trainer.Rounds[1].Centre);
    }

    [Fact]
    public async Task A_failed_training_costs_one_round()
    {
        using var stage = new Stage();
        stage.Trainer.Failure = round => round == 2 ? new TrainerFailedException("out of memory") : null;
        stage.OnSeen = happened =>
        {
            if (happened is { Step: AgentStep.Missed }) stage.Market.PassDeadline();
        };
        await stage.RunAsync();
        Assert.Equal([RoundStep.Done, RoundStep.Skipped, RoundStep.Done, RoundStep.Done], new RoundJournal(stage.State).All().Select(progress => progress.Step));
        Assert.DoesNotContain(stage.Market.Announced, announced => announced.Round == 2);
        Assert.Contains(stage.Seen, happened => happened.Line == "round 2: not trained, so nothing is uploaded: out of memory");
    }

    [Fact]
    public async Task An_excluded_upload_is_told_with_the_servers_reason()
    {
        using var stage = new Stage();
        stage.OnSeen = happened =>
        {
            if (happened is { Step: AgentStep.Ready, Round: 2 }) stage.Market.Exclude("excluded: too large");
        };
        await stage.RunAsync();
        Assert.Equal((RoundStep.Lost, "the fake: excluded: too large"), (new RoundJournal(stage.State).Find(2)!.Step, new RoundJournal(stage.State).Find(2)!.Reason));
    }

    [Fact]
    public async Task Who_withdraws_ends_after_the_round()
    {
        using var stage = new Stage();
        stage.OnSeen = happened =>
        {
            if (happened is { Step: AgentStep.Ready, Round: 2 }) Withdrawal.LeaveAsync(stage.State, stage.Market.Calls(), default).GetAwaiter().GetResult();
        };
        Assert.Equal(2, (await stage.RunAsync()).Rounds);
        Assert.True(stage.Market.Left);
    }

    [Fact]
    public async Task Who_withdrew_before_the_market_opened_ends_at_once()
    {
        using var stage = new Stage();
        stage.Market.NotYetOpen();
        await Withdrawal.LeaveAsync(stage.State, stage.Market.Calls(), default);
        Assert.Equal(0, (await stage.RunAsync()).Rounds);
        Assert.Equal("the participant has withdrawn, and no round of its own is open: there is nothing left to do", stage.Seen[^1].Line);
        Assert.DoesNotContain(stage.Seen, happened => happened.Step is AgentStep.Reported or AgentStep.Training);
    }

    [Fact]
    public async Task A_failed_training_is_tried_again_by_the_next_run_alone()
    {
        using var stage = new Stage();
        var (failures, polls) = (0, 0);
        stage.Trainer.Failure = round => round == 2 && failures++ >= 0 ? new TrainerFailedException("not finite") : null;
        stage.OnSeen = happened =>
        {
            if (happened is { Step: AgentStep.Missed }) stage.Market.Stir();
        };

        // The second poll after the failure finds the round as it was, so that this run could try again.
        stage.Market.Fault = (method, after) => method == "GetRound" && !after && failures > 0 && ++polls == 2 ? throw new Killed() : null;
        await Assert.ThrowsAsync<Killed>(stage.RunAsync);
        Assert.Equal((1, RoundStep.Skipped), (failures, new RoundJournal(stage.State).Find(2)!.Step));

        (stage.Trainer.Failure, stage.Market.Fault) = (_ => null, (_, _) => null);
        Assert.Equal(Rounds, (await stage.RunAsync()).Rounds);
        Assert.Contains(stage.Seen, happened => happened.Line == "round 2: tried again, as the server still waits for it; before: not finite");
    }

    [Fact]
    public async Task A_refused_key_ends_the_run_in_one_line()
    {
        using var stage = new Stage();
        stage.Market.Fault = (method, _) => method == "GetRound" ? new RpcException(new Status(StatusCode.Unauthenticated, "the key is unknown\nor revoked")) : null;
        var refusal = await Assert.ThrowsAsync<MarketRefusedException>(stage.RunAsync);
        Assert.Equal("the fake: the key is unknown or revoked", refusal.Message);
    }

    [Fact]
    public async Task A_forged_receipt_is_refused()
    {
        using var stage = new Stage();
        using var other = new Stage();
        StateJson.Write(stage.State.Enrolment, Enrolment.Read(stage.State) with { ServerKey = other.Market.ServerKey });
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(stage.RunAsync);
        Assert.Contains("the signature is not the server's of market toys", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_model_is_not_uploaded()
    {
        using var stage = new Stage();
        stage.OnSeen = happened =>
        {
            if (happened is { Step: AgentStep.Ready, Round: 2 }) File.AppendAllText(stage.State.Round(2).Own, "x");
        };
        Assert.Contains("was changed since it was trained", (await Assert.ThrowsAsync<InvalidDataException>(stage.RunAsync)).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(stage.Market.Announced, announced => announced.Round == 2);
    }

    private static async Task<bool> Dies(Stage stage)
    {
        try
        {
            await stage.RunAsync();
            return false;
        }
        catch (Killed)
        {
            return true;
        }
    }

    private static void AssertTheSame(Stage undisturbed, Stage stage, string when, bool isExact = true)
    {
        Assert.All(stage.Trainer.Trained, pair => Assert.True(pair.Value == 1, $"{when}: round {pair.Key} was trained {pair.Value} times"));
        Assert.True(stage.Market.BytesTaken == undisturbed.Market.BytesTaken || !isExact, $"{when}: {stage.Market.BytesTaken} bytes were sent");
        if (isExact) Assert.True(undisturbed.Journal() == stage.Journal(), $"{when}: {stage.Journal()}");
        Assert.All(new RoundJournal(stage.State).All(), progress => Assert.Equal(RoundStep.Done, progress.Step));
        for (var round = 1; round <= Rounds && isExact; round++) Assert.Equal(undisturbed.Market.UploadOf(round), stage.Market.UploadOf(round));
        Assert.Empty(Directory.EnumerateFiles(stage.State.Path, "*.part", SearchOption.AllDirectories));
    }
}
