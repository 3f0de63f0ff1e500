namespace Ipfl.Cli.Tests;

public sealed class ReportCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_report_is_written_anew_and_its_path_printed()
    {
        var run = _folder.File("run");
        CommandResult.Of("run", "--set", "rounds=1", "--set", "steps=1", "--set", "participants=2", "--out", run);
        var report = Path.Combine(run, "report.html");
        File.Delete(report);
        Directory.Delete(Path.Combine(run, "figures"), recursive: true);

        var written = CommandResult.Of("report", run);
        Assert.Equal((0, $"{report}\n", ""), (written.ExitCode, written.Out, written.Error));
        Assert.True(File.Exists(report));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(run, "figures"), "*.png"));
    }

    [Fact]
    public void A_folder_without_results_is_named()
    {
        Assert.Contains(_folder.Path, CommandResult.Of("report", _folder.Path).Refusal(), StringComparison.Ordinal);
        Assert.Contains(_folder.File("none"), CommandResult.Of("report", _folder.File("none")).Refusal(), StringComparison.Ordinal);
        Assert.True(_folder.IsEmpty);
    }
}
