namespace Ipfl.EndToEnd.Tests.Documentation;

/// <summary>The files that a run leaves are those that docs/results.md explains.</summary>
public sealed class ResultFilesTests
{
    [Fact]
    public void A_run_leaves_the_documented_files_and_no_others()
    {
        using var folder = new TemporaryFolder();
        var run = IpflProcess.Run(folder, "run", "--set", "rounds=1", "--set", "steps=1", "--set", "participants=2", "--audit", "--set", "market.record=true", "--out", folder.File("run"));
        Assert.True(run.ExitCode == 0, run.Error);

        var documented = new Document("docs/results.md").Rows().SelectMany(row => Document.Code(row[0])).Select(file => file.Split('/')[0]);
        Assert.Equal(documented.Order(), Directory.GetFileSystemEntries(folder.File("run")).Select(Path.GetFileName).Order());
    }
}
