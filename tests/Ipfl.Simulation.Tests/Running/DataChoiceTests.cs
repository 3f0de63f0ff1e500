namespace Ipfl.Simulation.Tests.Running;

/// <summary>A run says which data it found, so that it cannot go on with other images.</summary>
public sealed class DataChoiceTests
{
    [Fact]
    public void The_embedded_subset_can_be_asked_for_and_is_written_down()
    {
        var experiment = Experiment.Prepare(Config(("task", "fashion-niid"), ("data_dir", "embedded")));
        Assert.True(experiment.Images().Data.Embedded);
        Assert.Contains("data_dir = \"embedded\"", experiment.Config.ToToml(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_was_found_is_written_down()
    {
        var folder = SharedFolder.Data("fashion-mnist");
        var experiment = Experiment.Prepare(Config(("task", "fashion-niid"), ("data_dir", folder)));
        Assert.False(experiment.Images().Data.Embedded);
        Assert.Contains($"data_dir = \"{folder}\"", experiment.Config.ToToml(), StringComparison.Ordinal);
    }

    private static ExperimentConfig Config(params (string Path, object Value)[] values) =>
        ExperimentConfig.Resolve([.. values.Select(v => new ConfigValue(v.Path, v.Value, "test"))]);
}
