using System.Diagnostics;

namespace Ipfl.Cli.Tests;

/// <summary>Results that somebody directs to what is no regular file: nothing of that kind may be replaced by a file.</summary>
public sealed class OutputFileTests : IDisposable
{
    private const string Market = """
        {"lambda": 1.0,
         "participants": [{"id": "a", "samples": 1200, "sharingCost": 1.0, "gainScale": 500000.0}, {"id": "b", "samples": 300, "sharingCost": 0.5, "gainScale": 500000.0}],
         "distances": [[0, 0.3], [0.3, 0]]}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("solve")]
    [InlineData("audit")]
    public void A_links_target_is_replaced_and_not_the_link(string command)
    {
        var target = _folder.Write("there/deep/outcome.json", "before");
        Directory.CreateSymbolicLink(_folder.File("here"), "there/deep");
        var chain = File.CreateSymbolicLink(_folder.File("there/chain"), "deep/../deep/outcome.json").FullName;
        var link = File.CreateSymbolicLink(_folder.File("there/deep/link.json"), "../chain").FullName;

        Assert.Equal(0, Run(command, _folder.File("here/link.json")).ExitCode);
        Assert.StartsWith("{", File.ReadAllText(target), StringComparison.Ordinal);
        Assert.Equal(("../chain", "deep/../deep/outcome.json"), (new FileInfo(link).LinkTarget, new FileInfo(chain).LinkTarget));
        Assert.Equal(["market.json", "there/chain", "there/deep/link.json", "there/deep/outcome.json"], _folder.Names().Where(name => !name.StartsWith("here/", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_link_to_nothing_makes_its_target_and_one_to_nowhere_is_refused_before_any_work()
    {
        var link = File.CreateSymbolicLink(_folder.File("link"), "new.json").FullName;
        Assert.Equal(0, Run("solve", link).ExitCode);
        Assert.Equal("new.json", new FileInfo(link).LinkTarget);
        Assert.StartsWith("{", File.ReadAllText(_folder.File("new.json")), StringComparison.Ordinal);

        var nowhere = File.CreateSymbolicLink(_folder.File("nowhere"), "no/folder/x").FullName;
        Assert.Contains("its folder does not exist", Run("audit", nowhere).Refusal(), StringComparison.Ordinal);
        var circle = File.CreateSymbolicLink(_folder.File("circle"), "circle").FullName;
        Assert.Contains("cannot be written (", Run("solve", circle).Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("solve")]
    [InlineData("audit")]
    public void A_device_is_written_into(string command)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "devices are files on Unix alone");
        var link = File.CreateSymbolicLink(_folder.File("null"), "/dev/null").FullName;
        Assert.Equal(0, Run(command, link).ExitCode);
        Assert.Equal("/dev/null", new FileInfo(link).LinkTarget);
        Assert.Equal(["market.json", "null"], _folder.Names());

        var full = File.CreateSymbolicLink(_folder.File("full"), "/dev/full").FullName;
        Assert.Contains("cannot be written (", Run(command, full).Refusal(), StringComparison.Ordinal);
        Assert.Equal("/dev/full", new FileInfo(full).LinkTarget);
    }

    [Fact]
    public async Task A_pipe_gets_what_a_file_would()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes are files on Unix alone");
        var pipe = _folder.File("pipe");
        using (var make = Process.Start("mkfifo", [pipe])) await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        var reading = Task.Run(() => File.ReadAllText(pipe), TestContext.Current.CancellationToken);
        Assert.Equal(0, Run("solve", pipe).ExitCode);
        var plain = _folder.File("plain.json");
        Run("solve", plain);
        Assert.Equal(File.ReadAllText(plain), await reading);
        Assert.Equal(["market.json", "pipe", "plain.json"], _folder.Names());
    }

    private CommandResult Run(string command, string output) =>
        CommandResult.Of("market", command, "--in", _folder.Write("market.json", Market), "--out", output);
}
