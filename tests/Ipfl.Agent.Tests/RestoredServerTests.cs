using Ipfl.Protocol.V1;

namespace Ipfl.Agent.Tests;

/// <summary>A server that is put back to an older copy: the agent goes on with what the server knows, to the end of the market.</summary>
public sealed class RestoredServerTests
{
    private const int Rounds = 4;

    [Theory]
    [InlineData(4, 1, 1)]
    [InlineData(3, 1, 2)]
    [InlineData(2, 2, 2)]
    [InlineData(1, 2, 2)]
    public async Task An_agent_that_was_down_sends_what_it_kept_and_trains_the_rest_again(int restored, int trained, int lastTrained)
    {
        using var stage = new Stage();
        await KilledAsync(stage, AgentStep.Accepted, Rounds);
        Assert.Equal([3, 4], Enumerable.Range(1, Rounds).Where(round => File.Exists(stage.State.Round(round).Own)));
        stage.Market.RestoreTo(restored);

        Assert.Equal(Rounds, (await stage.RunAsync()).Rounds);
        AssertDone(stage);
        Assert.Equal((trained, lastTrained), (stage.Trainer.Trained[restored], stage.Trainer.Trained[Rounds]));
        var told = Assert.Single(stage.Seen, happened => happened.Step == AgentStep.Warned);
        Assert.Equal((restored, true), (told.Round, told.Line.Contains($"but the journal goes to round {Rounds}", StringComparison.Ordinal)));
        for (var round = restored; round < Rounds; round++) Assert.True(File.Exists(Path.Combine(stage.State.Round(round).Path, "forgotten-1", "receipt.bin")));
    }

    [Fact]
    public async Task Where_no_model_of_the_round_before_is_left_training_goes_on_from_the_newest()
    {
        using var stage = new Stage();
        await KilledAsync(stage, AgentStep.Accepted, Rounds);
        var newest = stage.Market.Layout.Read(stage.State.Round(Rounds).Own);
        stage.Market.RestoreTo(2);
        var started = Array.Empty<float>();
        stage.Trainer.Failure = round =>
        {
            if (round == 2) started = stage.Market.Layout.Read(stage.State.Round(1).Own);
            return null;
        };
        await stage.RunAsync();
        Assert.Equal(newest, started);
    }

    [Theory]
    [InlineData(AgentStep.Ready, 3)]
    [InlineData(AgentStep.Ready, 2)]
    [InlineData(AgentStep.Sent, 3)]
    [InlineData(AgentStep.Sent, 2)]
    [InlineData(AgentStep.Accepted, 3)]
    [InlineData(AgentStep.Accepted, 2)]
    [InlineData(AgentStep.Received, 3)]
    [InlineData(AgentStep.Received, 2)]
    [InlineData(AgentStep.Fetched, 3)]
    [InlineData(AgentStep.Fetched, 2)]
    [InlineData(AgentStep.Confirmed, 2)]
    [InlineData(AgentStep.Done, 2)]
    public async Task An_agent_that_runs_meanwhile_goes_on(AgentStep step, int restored)
    {
        using var stage = new Stage();
        var isRestored = false;
        stage.OnSeen = happened =>
        {
            if (isRestored || happened.Step != step || happened.Round != 3) return;
            isRestored = true;
            stage.Market.RestoreTo(restored);
        };
        Assert.Equal(Rounds, (await stage.RunAsync()).Rounds);
        Assert.True(isRestored);
        AssertDone(stage);
    }

    [Fact]
    public async Task What_was_bought_is_confirmed_again_where_the_server_forgot_that()
    {
        using var stage = new Stage();
        await KilledAsync(stage, AgentStep.Done, 1);
        stage.Market.RestoreTo(1, RoundPhase.Delivering);
        await stage.RunAsync();
        AssertDone(stage);
        Assert.Equal(BoughtState.Posted, new RoundJournal(stage.State).Find(1)!.Result!.State);
        Assert.Equal(2, stage.Seen.Count(happened => happened is { Step: AgentStep.Confirmed, Round: 1 }));
        Assert.True(File.Exists(Path.Combine(stage.State.Round(1).Path, "forgotten-1", "receipt.sig")));
    }

    [Fact]
    public async Task Uploads_without_noise_that_the_server_forgot_went_out_all_the_same()
    {
        using var stage = new Stage();
        await KilledAsync(stage, AgentStep.Done, 2);
        stage.Market.RestoreTo(1);
        await KilledAsync(stage, AgentStep.Ready, 1);
        stage.Config = stage.Config with { Privacy = new PrivacySettings(1, 2, 1e-5) };
        await stage.RunAsync();
        Assert.Contains(stage.Seen, happened => happened.Line == "2 earlier uploads went out without noise; what is said of privacy does not hold for them");
    }

    private static async Task KilledAsync(Stage stage, AgentStep step, int round)
    {
        stage.OnSeen = happened =>
        {
            if (happened.Step == step && happened.Round == round) throw new Killed();
        };
        await Assert.ThrowsAsync<Killed>(stage.RunAsync);
        stage.OnSeen = null;
    }

    private static void AssertDone(Stage stage)
    {
        var enrolment = Enrolment.Read(stage.State);
        Assert.Equal(Enumerable.Range(1, Rounds).Select(round => (round, RoundStep.Done)), new RoundJournal(stage.State).All().Select(progress => (progress.Round, progress.Step)));
        Assert.All(new RoundJournal(stage.State).All(), progress => Assert.NotNull(ReceiptFile.Read(stage.State, enrolment, progress)));
    }
}
