namespace Ipfl.Simulation.Tests.Reproducing;

public sealed class ReproductionTests : IDisposable
{
    private static readonly ConfigValue Embedded = new("data_dir", "embedded", "a test");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_tasks_but_the_demo_can_be_reproduced_in_their_order() =>
        Assert.Equal(TaskCatalogue.All.Where(task => task.Kind == TaskKind.Images).Select(task => task.Id).Where(id => id is not ("demo" or "showcase")), Reproduction.AllTasks.Select(task => task.Id));

    [Theory]
    [InlineData("fashion-niid", 10, 20)]
    [InlineData("cifar10-cluster", 10, 20)]
    [InlineData("femnist", 5, 10)]
    [InlineData("shakespeare", 3, 4)]
    [InlineData("pacs", 3, 3)]
    public void The_quick_scale_changes_rounds_and_steps_and_nothing_else(string task, long rounds, long steps)
    {
        var quick = Resolved(ReproductionScale.Quick, task);
        Assert.Equal((rounds, steps), (quick.Rounds, quick.Training.Steps));
        Assert.Equal(Resolved(ReproductionScale.Paper, task).With(("rounds", rounds), ("steps", steps)).ToToml(), quick.ToToml());
    }

    [Fact]
    public void The_paper_scale_is_every_task_as_it_is()
    {
        foreach (var task in Reproduction.AllTasks)
            Assert.Equal(ExperimentConfig.Resolve([new("task", task.Id, "a test")]).ToToml(), Resolved(ReproductionScale.Paper, task.Id).ToToml());
        Assert.Equal([0L], ReproductionScale.Quick.Seeds);
        Assert.Equal([0L, 1L, 2L], ReproductionScale.Paper.Seeds);
    }

    [Fact]
    public void Settings_go_over_the_scale_and_tasks_stand_in_the_order_of_the_catalogue()
    {
        var reproduction = Reproduction.Plan(Request(["fashion-skew", "fashion-niid"], new ConfigValue("steps", 7L, "--set")));
        Assert.Equal(["fashion-niid", "fashion-skew"], reproduction.Tasks.Select(task => task.Config.Task.Id));
        Assert.All(reproduction.Tasks, task => Assert.Equal((10, 7), (task.Config.Rounds, task.Config.Training.Steps)));
        Assert.Equal(["fashion-niid", "fashion-skew"], reproduction.OnEmbeddedData.Select(task => task.Task));
        Assert.All(reproduction.OnEmbeddedData, task => Assert.Contains("ipfl data fetch fashion-mnist", task.Remark, StringComparison.Ordinal));
        Assert.Equal(_folder.File("fashion-niid"), reproduction.Tasks[0].Folder);
        Assert.True(_folder.IsEmpty);
    }

    [Fact]
    public void Tasks_without_data_are_left_out_with_the_command_that_gets_it()
    {
        var request = Request(["cifar10-niid", "cifar10-skew", "fashion-niid", "shakespeare"], new ConfigValue("data_dir", _folder.Path, "--data-dir"));
        var reproduction = Reproduction.Plan(request);
        Assert.Equal(["fashion-niid"], reproduction.Tasks.Select(task => task.Config.Task.Id));
        Assert.Equal(["cifar10-niid", "cifar10-skew", "shakespeare"], reproduction.LeftOut.Select(task => task.Task));
        Assert.All(reproduction.LeftOut, task => Assert.Contains($"ipfl data fetch {TaskCatalogue.Find(task.Task).DataSet}", task.Remark, StringComparison.Ordinal));

        var none = Message.Of(() => Reproduction.Plan(request with { Tasks = ["cifar10-niid", "shakespeare"] }));
        Assert.StartsWith("none of the tasks cifar10-niid, shakespeare has its data here: ", none, StringComparison.Ordinal);
        Assert.Contains("ipfl data fetch cifar-10", none, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_data_are_an_error_before_anything_runs()
    {
        _folder.Write("cifar-10-batches-bin/data_batch_1.bin", 1, 2, 3);
        foreach (var file in new[] { "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch" }) _folder.Write($"cifar-10-batches-bin/{file}.bin", 1);
        var refused = Message.Of(() => Reproduction.Plan(Request(["fashion-niid", "cifar10-niid"], new ConfigValue("data_dir", _folder.Path, "--data-dir"))));
        Assert.Contains("data_batch_1.bin", refused, StringComparison.Ordinal);
    }

    /// <summary>The last of the tasks is looked at before the first one runs.</summary>
    [Fact]
    public void Runs_of_other_settings_in_the_folder_are_refused_at_once()
    {
        var last = Reproduction.Plan(Request(["fashion-skew"], new("rounds", 1L, "--set"), new("steps", 0L, "--set"), Embedded)).Tasks[0];
        last.Comparison.Run(new Watcher(), new SteppingClock(), CancellationToken.None);
        Assert.Contains("fashion-skew", Message.Of(() => Reproduction.Plan(Request(["fashion-niid", "fashion-skew"], Embedded))), StringComparison.Ordinal);
    }

    private ReproductionRequest Request(string[] tasks, params ConfigValue[] settings) =>
        new(ReproductionScale.Quick, tasks, ["local"], null, settings.Length > 0 && settings.Any(value => value.Path == "data_dir") ? settings : [.. settings, Embedded], _folder.Path);

    private static ExperimentConfig Resolved(ReproductionScale scale, string task) =>
        ExperimentConfig.Resolve([new("task", task, "a test"), .. scale.Settings(TaskCatalogue.Find(task))]);
}
