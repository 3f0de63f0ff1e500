using System.Reflection;

namespace Ipfl.Tests;

/// <summary>Pins an assembly's public face to a text file: a change of the API has to be seen and accepted.</summary>
internal static class ApprovedApi
{
    public static void Verify(Assembly assembly, string actual)
    {
        var folder = Path.Combine(SharedFolder.Repository, "tests", $"{assembly.GetName().Name}.Tests");
        var approved = Path.Combine(folder, "PublicApi.approved.txt");
        var received = Path.Combine(folder, "PublicApi.received.txt");
        var text = actual.ReplaceLineEndings("\n");
        if (File.Exists(approved) && File.ReadAllText(approved).ReplaceLineEndings("\n") == text)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text);
        Assert.Fail($"The public API changed. Compare with {approved}; to accept: mv {received} {approved}");
    }
}
