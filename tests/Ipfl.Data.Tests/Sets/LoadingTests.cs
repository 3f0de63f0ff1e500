namespace Ipfl.Data.Tests;

/// <summary>What takes long before a run begins tells how far it is, and stops when asked to.</summary>
public sealed class LoadingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_partition_that_is_drawn_again_and_again_stops_when_asked_to()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var train = RandomLabels.Balanced(10, 600);
        foreach (PartitionScheme scheme in (PartitionScheme[])[new ClusterPartition(3, 0.05, 0.05), new DirichletPartition(0.05)])
            Assert.Throws<OperationCanceledException>(() => scheme.Split(train, 300, RandomLabels.Stream(0), stop.Token));
        Assert.Throws<OperationCanceledException>(() => new DomainPartition(0.05).Split(
            new ImageSet(train.Shape, 10, new byte[6000], train.Labels.ToArray()) { Domains = [new("a", 0, 3000), new("b", 3000, 3000)] }, 200, RandomLabels.Stream(0), stop.Token));
    }

    [Theory]
    [InlineData("pacs")]
    [InlineData("femnist")]
    [InlineData("shakespeare")]
    public void Sets_that_take_long_tell_how_far_they_are_and_stop(string name)
    {
        SmallPacs.Write(_folder, images: 5);
        _folder.Write("femnist/a.json", SmallLeaf.Femnist(SmallLeaf.Users([.. Enumerable.Repeat(3, 40)])));
        _folder.Write("shakespeare/a.json", SmallLeaf.Shakespeare(SmallLeaf.Users([.. Enumerable.Repeat(3, 40)])));
        var told = new Told();
        DataSets.Find(name).Load(_folder.Path, 3, new(told, CancellationToken.None));
        Assert.Equal(told.Shares.Order(), told.Shares);
        Assert.Equal(1, told.Shares[^1]);

        using var stop = new CancellationTokenSource();
        var stopping = new Told(stop);
        Assert.Throws<OperationCanceledException>(() => DataSets.Find(name).Load(_folder.Path, 3, new(stopping, stop.Token)));
        Assert.True(stopping.Shares[^1] < 1);
    }

    private sealed class Told(CancellationTokenSource? stop = null) : IProgress<double>
    {
        public List<double> Shares { get; } = [];

        public void Report(double value)
        {
            Shares.Add(value);
            stop?.Cancel();
        }
    }
}
