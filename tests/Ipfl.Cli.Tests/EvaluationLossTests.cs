using Ipfl.Cli.Display;
using Ipfl.Simulation;
using Spectre.Console;

namespace Ipfl.Cli.Tests;

/// <summary>Runs whose losses on test data are evaluated show their mean; those of images say nothing of it.</summary>
public sealed class EvaluationLossTests
{
    [Theory]
    [InlineData(1.23456, "round 2/9  accuracy 0.500  best 0.600  loss 1.235  trades 0  welfare 3.00")]
    [InlineData(null, "round 2/9  accuracy 0.500  best 0.600  trades 0  welfare 3.00")]
    public void The_line_of_a_round_has_the_mean_where_there_is_one(double? loss, string line)
    {
        var participant = new ParticipantRound("p0", 0.5, 0.6, 0.4, 2, 0, 0, 0, 0, 0) { EvaluationLoss = loss };
        Assert.Equal(line, RunLines.Round(new(2, [participant], [], 3, 0, 3), 9));
    }

    [Theory]
    [InlineData(0.98765, true)]
    [InlineData(null, false)]
    public void The_summary_has_the_mean_where_there_is_one(double? loss, bool shown)
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) });
        var summary = new RunSummary("demo", "local", "none", 0, 1, 0.5, 0.5, 0, 0, [], [], 1, 1, EmbeddedData: false) { MeanEvaluationLoss = loss };
        SummaryTable.Write(new Terminal(output, output, console, console, TimeProvider.System), summary, new RunFolder("run"), "report.html");
        Assert.Equal(shown, output.ToString().Contains("Evaluation loss     0.9877   (mean after the last round)", StringComparison.Ordinal));
        Assert.Equal(shown, output.ToString().Contains("valuation loss", StringComparison.Ordinal));
    }
}
