namespace Ipfl.EndToEnd.Tests;

/// <summary>The task on real images in folders, from the command line.</summary>
public sealed class PacsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new(), _data = new(), _leaf = new();

    public void Dispose()
    {
        _folder.Dispose();
        _data.Dispose();
        _leaf.Dispose();
    }

    [Fact]
    [Trait("Category", "Long")]
    public void A_run_on_some_of_the_images_ends_with_the_numbers_of_one_that_was_killed_and_resumed()
    {
        var data = Path.Combine(SmallData.Write(_data, _leaf), Path.GetFileName(SharedFolder.Data("pacs")));
        var whole = IpflProcess.Run(_folder, Words("whole", data));
        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.Contains("pacs", whole.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("whole/report.html")));

        using (var killed = IpflProcess.Start(
            _folder,
            (process, line) =>
            {
                if (line.StartsWith("round 1/2", StringComparison.Ordinal)) process.Kill();
            },
            Words("killed", data))) killed.Wait();
        var resumed = IpflProcess.Run(_folder, "run", "--resume", _folder.File("killed"));
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(SmallRun.Results(_folder.File("whole")), SmallRun.Results(_folder.File("killed")));
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Algorithms_are_compared_on_all_of_them()
    {
        var compared = IpflProcess.Run(
            _folder,
            ["compare", "--task", "pacs", "--data-dir", SharedFolder.Data("pacs"), "--algorithms", "local,fedavg", "--seeds", "0", "--set", "rounds=1", "--set", "steps=1", "--out", _folder.File("c")]);
        Assert.True(compared.ExitCode == 0, compared.Error);
        Assert.Equal(3, File.ReadAllLines(_folder.File("c/comparison.csv")).Length);
    }

    private string[] Words(string name, string data) =>
        ["run", "--task", "pacs", "--data-dir", data, "--set", "rounds=2", "--set", "steps=1", "--out", _folder.File(name)];
}
