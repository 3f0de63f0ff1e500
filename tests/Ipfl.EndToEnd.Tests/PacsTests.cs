namespace Ipfl.EndToEnd.Tests;

/// <summary>The task on real images in folders, from the command line.</summary>
public sealed class PacsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Long")]
    public void A_run_on_the_real_images_ends_with_the_numbers_of_one_that_was_killed_and_resumed()
    {
        var whole = IpflProcess.Run(_folder, Words("whole"));
        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.Contains("pacs", whole.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("whole/report.html")));

        using (var killed = IpflProcess.Start(
            _folder,
            (process, line) =>
            {
                if (line.StartsWith("round 1/2", StringComparison.Ordinal)) process.Kill();
            },
            Words("killed"))) killed.Wait();
        var resumed = IpflProcess.Run(_folder, "run", "--resume", _folder.File("killed"));
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(SmallRun.Results(_folder.File("whole")), SmallRun.Results(_folder.File("killed")));
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Algorithms_are_compared_on_the_real_images()
    {
        var compared = IpflProcess.Run(
            _folder,
            ["compare", "--task", "pacs", "--data-dir", SharedFolder.Data("pacs"), "--algorithms", "local,fedavg", "--seeds", "0", "--set", "rounds=1", "--set", "steps=1", "--out", _folder.File("c")]);
        Assert.True(compared.ExitCode == 0, compared.Error);
        Assert.Equal(3, File.ReadAllLines(_folder.File("c/comparison.csv")).Length);
    }

    private string[] Words(string name) =>
        ["run", "--task", "pacs", "--data-dir", SharedFolder.Data("pacs"), "--set", "rounds=2", "--set", "steps=1", "--out", _folder.File(name)];
}
