namespace Ipfl.Data.Tests;

public sealed class DataFolderTests : IDisposable
{
    private readonly string? _before = Environment.GetEnvironmentVariable(DataFolder.Variable);

    public void Dispose() => Environment.SetEnvironmentVariable(DataFolder.Variable, _before);

    [Fact]
    public void An_option_wins_over_the_variable()
    {
        Environment.SetEnvironmentVariable(DataFolder.Variable, "/elsewhere");
        Assert.Equal("/here", DataFolder.ForDownloads("/here"));
        Assert.Equal("/here", DataFolder.ForLoading("/here", "fashion-mnist"));
    }

    [Fact]
    public void The_variable_wins_over_the_default()
    {
        Environment.SetEnvironmentVariable(DataFolder.Variable, "/elsewhere");
        Assert.Equal("/elsewhere", DataFolder.ForDownloads(null));
        Assert.Equal("/elsewhere", DataFolder.ForLoading(null, "cifar-10"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_both_the_users_own_folder_serves(string? variable)
    {
        Environment.SetEnvironmentVariable(DataFolder.Variable, variable);
        Assert.Equal(DataFolder.UserDefault, DataFolder.ForDownloads(null));
        Assert.EndsWith(Path.Combine("ipfl", "data"), DataFolder.UserDefault);
        var there = Directory.Exists(Path.Combine(DataFolder.UserDefault, "cifar-10-batches-bin"));
        Assert.Equal(there ? DataFolder.UserDefault : null, DataFolder.ForLoading(null, "cifar-10"));
    }

    [Fact]
    public void Unknown_sets_are_refused_with_the_known_ones()
    {
        Message.AssertOneLine<InvalidDataException>(() => DataSets.Find("mnist"), "'mnist'", "fashion-mnist, cifar-10");
        Message.AssertOneLine<InvalidDataException>(
            () => DataCatalogue.Find("Fashion-MNIST"), "'Fashion-MNIST'", "fashion-mnist, cifar-10");
    }

    [Fact]
    public void Every_set_that_loads_can_be_downloaded()
    {
        foreach (var source in DataSets.All) Assert.Equal(source.Name, DataCatalogue.Find(source.Name).Name);
    }
}
