using Ipfl.Learning;
using Ipfl.Simulation;

namespace Ipfl.EndToEnd.Tests.Documentation;

/// <summary>The code of the documentation: the pages show the lines that are compiled here, and they do what is said of them.</summary>
public sealed class CodeTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/market.md")]
    public void A_page_shows_the_market_that_is_compiled(string name)
    {
        var shown = Assert.Single(new Document(name).Fenced("csharp"));
        Assert.Equal("using Ipfl.Market;", shown[0]);
        var compiled = Source("FiveLines.cs").SkipWhile(line => line != "    {").Skip(1).TakeWhile(line => line != "    }").Select(line => line.Trim());
        Assert.Equal(compiled, shown.Skip(2));
    }

    [Fact]
    public void The_market_in_five_lines_tells_who_pays_whom()
    {
        var console = Console.Out;
        using var said = new StringWriter();
        Console.SetOut(TextWriter.Synchronized(said));
        try
        {
            FiveLines.Solve();
        }
        finally
        {
            Console.SetOut(console);
        }

        Assert.Matches(@"a pays b \d+\.\d\d", said.ToString());
    }

    [Fact]
    public void The_page_shows_the_audit_that_is_compiled()
    {
        var shown = Assert.Single(new Document("docs/audit.md").Fenced("csharp"));
        var source = Source("AuditLines.cs");
        Assert.Equal(source.TakeWhile(line => line.StartsWith("using ", StringComparison.Ordinal)), shown.TakeWhile(line => line.Length > 0));
        Assert.Equal(source.SkipWhile(line => line != "    {").Skip(1).TakeWhile(line => line != "    }").Select(line => line.Trim()), shown.SkipWhile(line => line.Length > 0).Skip(1));
    }

    [Fact]
    public void The_page_shows_the_algorithm_that_is_compiled() =>
        Assert.Equal(Source("NearestAlgorithm.cs"), new Document("docs/algorithms.md").Fenced("csharp")[0]);

    [Fact]
    public void The_algorithm_of_the_page_runs_without_the_catalogue()
    {
        using var folder = new TemporaryFolder();
        var config = ExperimentConfig.Resolve([new("rounds", 2L, ""), new("steps", 1L, ""), new("participants", 3L, "")]);
        var experiment = Experiment.Prepare(config, algorithm: new NearestAlgorithm(0.5));
        var summary = ExperimentRun.Start(experiment, new RunFolder(folder.File("run")), new Nobody(), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(3, summary.Participants.Count);
    }

    [Fact]
    public void The_page_shows_the_data_set_and_the_model_that_are_compiled()
    {
        var shown = new Document("docs/extend.md").Fenced("csharp");
        Assert.Equal(Source("BrightHalves.cs"), shown[0]);
        Assert.Equal(Source("LogisticRegression.cs"), shown[1]);
        var compiled = Source("CodeTests.cs").Select(line => line.Trim());
        string[] elsewhere = ["runs/mine", "Quiet", "CancellationToken.None"];
        Assert.All(shown[2].Where(line => !elsewhere.Any(line.Contains)), line => Assert.Contains(line, compiled));
    }

    [Fact]
    public void The_data_set_and_the_model_of_the_page_run_and_learn()
    {
        using var folder = new TemporaryFolder();
        var config = ExperimentConfig.Resolve([new("rounds", 3L, "mine"), new("steps", 20L, "mine"), new("participants", 4L, "mine")]);
        var data = BrightHalves.Make();
        var experiment = Experiment.Prepare(config, data, architecture: new LogisticRegression(data.InputShape, data.Train.Classes));
        var summary = ExperimentRun.Start(experiment, new RunFolder(folder.File("run")), new Nobody(), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.True(summary.MeanBestAccuracy > 0.9, $"{summary.MeanBestAccuracy}");
        Assert.Equal(0, IpflProcess.Run(folder, "report", folder.File("run")).ExitCode);
    }

    private sealed class Nobody : IRunObserver
    {
        public void Started(Experiment experiment, RunFolder folder, int roundsDone)
        {
        }

        public void ParticipantTrained(int round, int trained, int participants)
        {
        }

        public void RoundFinished(RoundRecord record, RoundTimings timings)
        {
        }
    }

    private static string[] Source(string name) =>
        File.ReadAllLines(Path.Combine(SharedFolder.Repository, "tests", "Ipfl.EndToEnd.Tests", "Documentation", name));
}
