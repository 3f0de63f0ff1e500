using System.Text.RegularExpressions;

namespace Ipfl.Reporting.Tests;

/// <summary>Where losses on test data were evaluated, as for language models, the report shows them beside the accuracies.</summary>
public sealed class LossReportTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(6, 10)]
    [InlineData(30, 1)]
    public void Losses_have_a_picture_after_the_accuracies(int participants, int rounds)
    {
        var folder = new SampleRun(participants, rounds) { Losses = true }.Write(_temp["run"]);
        var page = File.ReadAllText(Report.Write(folder));
        var picture = Pictures.In(folder)["evaluation-loss"];
        Assert.True(picture.Colours > 3 && picture.Width == 1800 && picture.Height >= 840);
        Assert.True(page.IndexOf("Accuracy over the rounds", StringComparison.Ordinal) < page.IndexOf("Evaluation loss over the rounds", StringComparison.Ordinal));
    }

    [Fact]
    public void Losses_shown_are_those_of_the_files()
    {
        var sample = new SampleRun(4, 3) { Losses = true };
        var page = File.ReadAllText(Report.Write(sample.Write(_temp["run"])));
        var summary = sample.Summary();
        Assert.Contains($"<dt>Mean evaluation loss</dt><dd><data value=\"{summary.MeanEvaluationLoss:R}\">", page);
        Assert.Contains("<th scope=\"col\">Final accuracy</th><th scope=\"col\">Evaluation loss</th><th scope=\"col\">Gain</th>", page);
        Assert.DoesNotContain("eneral accuracy", page, StringComparison.Ordinal);
        Assert.Matches("Training processed .* records, ", page);
        foreach (var p in summary.Participants)
            Assert.Contains($"<data value=\"{p.EvaluationLoss:R}\">", Regex.Match(page, $"<tr><th scope=\"row\">{p.Id}</th>.*?</tr>").Value);
    }

    [Fact]
    public void An_unfinished_run_shows_the_losses_so_far()
    {
        var sample = new SampleRun(4, 3) { Losses = true, Finished = false };
        var page = File.ReadAllText(Report.Write(sample.Write(_temp["run"])));
        Assert.Contains($"<data value=\"{sample.MakeRounds()[^1].Participants[2].EvaluationLoss:R}\">", page);
    }

    [Fact]
    public void A_comparison_has_the_mean_over_seeds_and_that_of_each_run()
    {
        var folder = SampleComparison.Write(_temp["compared"], ["ipfl", "local"], seeds: 2, rounds: 2, losses: true);
        var page = File.ReadAllText(Report.Write(folder));
        var losses = new[] { 0, 1 }.Select(seed => new SampleRun(6, 2) { Algorithm = "ipfl", Seed = seed, Trades = true, Losses = true }.Summary().MeanEvaluationLoss!.Value).ToArray();
        Assert.Equal(2, Regex.Count(page, "<th scope=\"col\">Final accuracy</th><th scope=\"col\">Evaluation loss</th>"));
        Assert.Contains($"<data value=\"{losses.Average():R}\">", page);
        Assert.All(losses, loss => Assert.Contains($"<data value=\"{loss:R}\">", page));
        Assert.DoesNotContain("valuation loss", File.ReadAllText(Report.Write(SampleComparison.Write(_temp["images"], ["ipfl"], seeds: 1, rounds: 2))));
    }

    [Fact]
    public void Without_losses_nothing_is_said_of_them()
    {
        Report.Write(new SampleRun(4, 3) { Losses = true }.Write(_temp["run"]));
        var folder = new SampleRun(4, 3).Write(_temp["run"]);
        Assert.DoesNotContain("valuation loss", File.ReadAllText(Report.Write(folder)));
        Assert.DoesNotContain("evaluation-loss", Pictures.In(folder).Keys);
    }
}
