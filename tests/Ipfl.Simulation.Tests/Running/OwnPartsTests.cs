using Ipfl.Data;
using Ipfl.Learning;
using Ipfl.Simulation.Tests.Workloads;

namespace Ipfl.Simulation.Tests.Running;

/// <summary>A run that a program prepared says what was the program's, and is not taken for what its configuration would repeat.</summary>
public sealed class OwnPartsTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Its_configuration_names_them_and_is_refused()
    {
        var folder = new RunFolder(_temporary.File("run"));
        var summary = SmallFederation.Start(folder);
        Assert.Equal(("stripes", "stripes"), (summary.Task, summary.Own!.Data));
        Assert.EndsWith("\n[own]\ndata = \"stripes\"\n", File.ReadAllText(folder.Config), StringComparison.Ordinal);
        var refused = $"{folder.Config}: own.data: found \"stripes\"; the run was prepared in a program with its own data: only that program can repeat it or go on with it";
        Assert.Equal(refused, Message.Of(() => ExperimentConfig.Resolve(ConfigSource.ReadFile(folder.Config))));
        Assert.Equal(refused, Message.Of(() => Experiment.Reopen(folder)));
        Assert.Equal("demo", Experiment.ReadConfig(folder).Task.Id);
    }

    [Fact]
    public void Other_data_of_a_program_do_not_go_on_with_it()
    {
        var folder = new RunFolder(_temporary.File("run"));
        SmallFederation.Start(folder);
        Assert.Contains("own.data: found \"stripes\"", Message.Of(() => Experiment.Reopen(folder, new PointsWorkload())), StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_is_named_beside_the_task_s_own_data()
    {
        var folder = new RunFolder(_temporary.File("run"));
        var config = SmallFederation.Config(("rounds", 1L), ("steps", 1L));
        var network = ModelArchitectures.Create("simple-cnn", new ImageShape(1, 28, 28), 10);
        var summary = ExperimentRun.Start(Experiment.Prepare(config, architecture: network), folder, new Watcher(), new SteppingClock(), CancellationToken.None);
        Assert.Equal(("demo", null, "simple-cnn"), (summary.Task, summary.Own!.Data, summary.Own.Network));
        Assert.Contains("own.network", Message.Of(() => Experiment.Reopen(folder)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_configuration_names_is_nobody_s_own()
    {
        var folder = new RunFolder(_temporary.File("run"));
        var config = SmallFederation.Config(("rounds", 1L), ("steps", 1L));
        Assert.Null(ExperimentRun.Start(Experiment.Prepare(config), folder, new Watcher(), new SteppingClock(), CancellationToken.None).Own);
        Assert.Equal(config.ToToml(), ExperimentConfig.Resolve(ConfigSource.ReadFile(folder.Config)).ToToml());
    }

    [Theory]
    [InlineData("bank,clinic", "bank,clinic")]
    [InlineData("bank,Bank", "p0,p1")]
    [InlineData("bank,..", "p0,p1")]
    [InlineData("a/b,c", "p0,p1")]
    [InlineData("bank", "p0,p1")]
    [InlineData("", "p0,p1")]
    public void Participants_are_called_as_their_data_call_them_where_files_can_be(string given, string names) =>
        Assert.Equal(names.Split(','), ParticipantNames.Of(given.Split(',', StringSplitOptions.RemoveEmptyEntries), 2));

    [Fact]
    public void Names_of_the_data_are_in_all_results()
    {
        var folder = new RunFolder(_temporary.File("run"));
        var experiment = Experiment.Prepare(SmallFederation.Config(("participants", 2L), ("rounds", 1L)), new PointsWorkload { Names = ["bank", "clinic"] });
        var summary = ExperimentRun.Start(experiment, folder, new Watcher(), new SteppingClock(), CancellationToken.None);
        Assert.Equal(["bank", "clinic"], summary.Participants.Select(p => p.Id));
        Assert.Contains("\"id\":\"clinic\"", File.ReadAllText(folder.Rounds), StringComparison.Ordinal);
        Assert.True(File.Exists(folder.Model("bank")));
    }
}
