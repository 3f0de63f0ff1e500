namespace Ipfl.Agent.Tests.Privacy;

/// <summary>What leaves an agent that blurs its uploads, and what it says of that.</summary>
public sealed class PrivateRunTests
{
    private static readonly PrivacySettings Settings = new(0.5, 4, 1e-5);

    [Fact]
    public async Task Every_upload_is_blurred_and_counted_and_tells_nothing_of_accuracy()
    {
        using var stage = new Stage();
        stage.Config = stage.Config with { Privacy = Settings };
        await stage.RunAsync();
        Assert.Equal((false, false), (stage.Market.Metrics!.HasAccuracy, stage.Market.Metrics.HasLoss));
        for (var round = 1; round <= 4; round++) Assert.NotEqual(File.ReadAllBytes(stage.State.Round(4).Own), stage.Market.UploadOf(round));

        // Each release: sensitivity 2·clip, deviation noise·clip, so that ρ = (2/4)²/2.
        var spent = new ReleaseLog(stage.State).Spent(1e-5);
        Assert.Equal(new(4, GaussianAccount.Epsilon(4 * 0.125, 1e-5), 1e-5), spent);
        Assert.Contains(stage.Seen, happened => happened.Line.StartsWith("round 4: uploads so far are (", StringComparison.Ordinal) && happened.Line.EndsWith("(4 releases)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Training_goes_on_with_the_exact_model_and_is_pulled_by_what_was_bought_alone()
    {
        using var sharp = new Stage();
        using var blurred = new Stage();
        blurred.Config = blurred.Config with { Privacy = Settings };
        await sharp.RunAsync();
        await blurred.RunAsync();

        // The fake's centre is the upload plus 100, so the exact model plus 100 whatever was uploaded.
        var (exact, same) = (sharp.Market.Layout.Read(sharp.State.Round(4).Own), blurred.Market.Layout.Read(blurred.State.Round(4).Own));
        Assert.All(exact.Zip(same), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public async Task The_same_file_again_is_no_further_release()
    {
        using var stage = new Stage();
        stage.Config = stage.Config with { Privacy = Settings };
        var (crashes, ended) = (0, false);
        while (!ended)
        {
            stage.DiesAt = 4 + crashes % 3;
            ended = await Record.ExceptionAsync(stage.RunAsync) is not Killed;
            if (!ended) crashes++;
        }

        Assert.InRange(crashes, 5, 100);
        Assert.Equal(4, new ReleaseLog(stage.State).Spent(1e-5).Releases);
        Assert.Equal(4, stage.Market.Announced.Distinct().Count());
    }

    [Fact]
    public async Task Uploads_from_before_are_not_passed_off_as_private()
    {
        using var stage = new Stage();
        stage.OnSeen = happened =>
        {
            if (happened is { Step: AgentStep.Accepted, Round: 2 }) throw new Killed();
        };
        await Assert.ThrowsAsync<Killed>(stage.RunAsync);
        stage.OnSeen = null;
        stage.Config = stage.Config with { Privacy = Settings };
        await stage.RunAsync();
        Assert.Contains(stage.Seen, happened => happened.Line == "2 earlier uploads went out without noise; what is said of privacy does not hold for them");
        Assert.Equal(2, new ReleaseLog(stage.State).Spent(1e-5).Releases);
    }
}
