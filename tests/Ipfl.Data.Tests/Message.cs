namespace Ipfl.Data.Tests;

/// <summary>Checks that a fault is told in one line that holds everything a user needs.</summary>
internal static class Message
{
    public static T AssertOneLine<T>(Action action, params string[] parts)
        where T : Exception
    {
        var error = Assert.Throws<T>(action);
        AssertOneLine(error.Message, parts);
        return error;
    }

    public static void AssertOneLine(string message, params string[] parts)
    {
        Assert.DoesNotContain('\n', message);
        foreach (var part in parts) Assert.Contains(part, message);
    }
}
