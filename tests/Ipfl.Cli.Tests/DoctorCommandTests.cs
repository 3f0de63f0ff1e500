using Ipfl.Cli.Diagnosis;
using Ipfl.Learning;

namespace Ipfl.Cli.Tests;

public sealed class DoctorCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void This_machine_is_healthy()
    {
        var examined = CommandResult.Of("doctor", "--data-dir", _folder.Path);
        Assert.Equal((0, ""), (examined.ExitCode, examined.Error));
        var lines = examined.Out.TrimEnd().Split('\n');
        Assert.All(lines, line => Assert.Matches("^(good    |note    |        fix: )", line));
        foreach (var what in new[] { "runtime", "processors", "memory", "native library", "GPU", "data fashion-mnist", "data cifar-10", "working folder" })
            Assert.Single(lines, line => line[8..].StartsWith($"{what}: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Missing_data_are_a_note_with_the_command_that_gets_them()
    {
        var lines = CommandResult.Of("doctor", "--data-dir", _folder.Path).Out.Split('\n');
        var cifar = Array.FindIndex(lines, line => line.StartsWith("note    data cifar-10: ", StringComparison.Ordinal));
        Assert.Equal("        fix: ipfl data fetch cifar-10", lines[cifar + 1]);
    }

    [Fact]
    public void Data_that_are_there_are_counted() => Assert.Contains(
        "good    data fashion-mnist: 60000 training and 10000 test images in ",
        CommandResult.Of("doctor", "--data-dir", SharedFolder.Data("")).Out,
        StringComparison.Ordinal);

    [Fact]
    public void GPUs_are_named_with_what_device_takes()
    {
        Assert.Equal((Grade.Good, "cuda (NVIDIA A100)"), Shown(new(1, ["NVIDIA A100"], "", "")));
        Assert.Equal((Grade.Good, "cuda:0 to cuda:1 (one, other)"), Shown(new(2, ["one", "other"], "", "")));
        Assert.Equal((Grade.Good, "cuda"), Shown(new(1, [], "", "")));
        Assert.Equal(new(Grade.Note, "GPU", "not used: none is here", "buy one"), Doctor.Gpu(new(0, [], "none is here", "buy one")));

        static (Grade, string) Shown(GraphicsProcessors here) => (Doctor.Gpu(here).Grade, Doctor.Gpu(here).Found);
    }
}
