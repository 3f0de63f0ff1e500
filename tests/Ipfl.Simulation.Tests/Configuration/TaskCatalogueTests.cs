using Ipfl.Data;

namespace Ipfl.Simulation.Tests.Configuration;

/// <summary>The tasks of the paper with the values of its experiments.</summary>
public sealed class TaskCatalogueTests
{
    public static TheoryData<string, string, int, double, PartitionScheme> Tasks => new()
    {
        { "cifar10-niid", "cifar-10", 10, 2, new DirichletPartition(0.1) },
        { "cifar10-cluster", "cifar-10", 9, 2, new ClusterPartition(3, Beta: 0.1, Within: 10) },
        { "cifar10-skew", "cifar-10", 10, 2, new SkewPartition(5) },
        { "fashion-niid", "fashion-mnist", 10, 0.001, new DirichletPartition(0.1) },
        { "fashion-cluster", "fashion-mnist", 9, 0.001, new ClusterPartition(3, Beta: 0.1, Within: 10) },
        { "fashion-skew", "fashion-mnist", 10, 0.001, new SkewPartition(5) },
    };

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_task_is_the_papers(string id, string dataSet, int participants, double lambda, PartitionScheme partition)
    {
        var config = Given.Config(("task", id));
        Assert.Equal((dataSet, "simple-cnn"), (config.Task.DataSet, config.Task.Model));
        Assert.Equal((participants, 50), (config.Participants, config.Rounds));
        Assert.Equal(partition, config.Partition);
        Assert.Equal((lambda, 5e5, 1.0, 2.0), (config.Market.Lambda, config.Market.GainScale.Value, config.Market.SharingCost.Value, config.Market.MaxDistance));
        Assert.Equal(("marginal", "ipfl", 0), (config.Market.Mechanism.Name, config.Algorithm, config.Seed));
        var ipfl = config.Algorithms.Ipfl;
        Assert.Equal((5.0, lambda), (ipfl.Eta, ipfl.Lambda));
        var training = config.Training;
        Assert.Equal((200, 64, 0.01, 0.9, 1e-5, true), (training.Steps, training.BatchSize, training.LearningRate, training.Momentum, training.WeightDecay, training.Augment));
    }

    [Fact]
    public void The_task_by_domains_is_the_papers()
    {
        var config = Given.Config(("task", "pacs"));
        Assert.Equal(("pacs", 12, 50), (config.Task.DataSet, config.Participants, config.Rounds));
        Assert.Equal(new DomainPartition(0.1), config.Partition);
        Assert.Equal((1e-5, 5.0), (config.Market.Lambda, config.Algorithms.Ipfl.Eta));
        Assert.Equal((200, 64, 0.01, true), (config.Training.Steps, config.Training.BatchSize, config.Training.LearningRate, config.Training.Augment));
    }

    [Theory]
    [InlineData("femnist", "cnn-femnist", 20, 50, 1, 5)]
    [InlineData("shakespeare", "lstm", 10, 200, 2, 5000)]
    public void A_task_by_users_is_the_papers(string id, string model, int participants, int steps, double lambda, double eta)
    {
        var config = Given.Config(("task", id));
        Assert.Equal((id, model, participants, 50), (config.Task.DataSet, config.Task.Model, config.Participants, config.Rounds));
        Assert.Equal(new NaturalPartition(), config.Partition);
        Assert.Equal((lambda, eta), (config.Market.Lambda, config.Algorithms.Ipfl.Eta));
        Assert.Equal((steps, 64, 0.01, false), (config.Training.Steps, config.Training.BatchSize, config.Training.LearningRate, config.Training.Augment));
    }

    [Theory]
    [InlineData("femnist")]
    [InlineData("shakespeare")]
    public void Letters_and_texts_are_not_augmented(string id)
    {
        Assert.Equal(
            $"here: augment: found true; allowed is false on task {id}, whose samples mean something else when cropped or mirrored",
            Given.Refusal(("task", id), ("augment", true)));
        Assert.False(Given.Config(("task", id), ("augment", false)).Training.Augment);
    }

    [Fact]
    public void The_demo_has_ten_participants_on_the_embedded_data()
    {
        var config = Given.Config();
        Assert.Equal(("demo", true, 10), (config.Task.Id, config.Task.EmbeddedOnly, config.Participants));
        Assert.True(Experiment.LoadWorkload(config).Workload.Embedded);
    }

    [Fact]
    public void The_showcase_asks_for_evidence_in_clusters_and_has_one_that_pretends()
    {
        var config = Given.Config(("task", TaskCatalogue.Showcase));
        Assert.Equal(("ipfl-evidence", true, 12, 0.2), (config.Algorithm, config.Task.EmbeddedOnly, config.Participants, config.HeldOut.Validation));
        Assert.Equal(AdversaryKind.Initial, config.Behaviour.Adversary!.Kind);
        Assert.Equal("ipfl", Given.Config(("task", TaskCatalogue.Showcase), ("algorithm", "ipfl")).Algorithm);
    }

    [Fact]
    public void There_are_these_tasks_and_no_other() =>
        Assert.Equal(["demo", "showcase", .. Tasks.Select(row => row.Data.Item1), "femnist", "shakespeare", "pacs", "mixed-finance", "code-finance", "instruct"], TaskCatalogue.All.Select(task => task.Id));
}
