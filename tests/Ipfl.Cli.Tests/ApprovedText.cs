using System.Runtime.CompilerServices;

namespace Ipfl.Cli.Tests;

/// <summary>Pins a text to a file under Snapshots: a change has to be seen and accepted.</summary>
internal static class ApprovedText
{
    public static void Verify(string name, string actual, [CallerFilePath] string caller = "")
    {
        var folder = Path.Combine(SharedFolder.Repository, "tests", "Ipfl.Cli.Tests", "Snapshots");
        var (approved, received) = (Path.Combine(folder, $"{name}.approved.txt"), Path.Combine(folder, $"{name}.received.txt"));
        var text = string.Join('\n', actual.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()));
        if (File.Exists(approved) && File.ReadAllText(approved).ReplaceLineEndings("\n") == text)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text);
        Assert.Fail($"{Path.GetFileName(caller)}: what is shown changed. Compare with {approved}; to accept: mv {received} {approved}");
    }
}
