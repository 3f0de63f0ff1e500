namespace Ipfl.Simulation.Tests;

/// <summary>What bad input is answered with: an <see cref="InvalidDataException"/> of one line.</summary>
internal static class Message
{
    public static string Of(Action action)
    {
        var message = Assert.Throws<InvalidDataException>(action).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
