namespace Ipfl.Service.Markets;

/// <summary>Why something is refused.</summary>
public enum Refusal
{
    /// <summary>The request itself is wrong.</summary>
    Invalid,

    /// <summary>There is no such thing.</summary>
    NotFound,

    /// <summary>Not now: a phase is over or has not begun, money is missing.</summary>
    NotNow,

    /// <summary>The caller may not.</summary>
    NotAllowed,
}

/// <summary>A request that the service does not fulfil. The message is one line for the caller: what, found, allowed.</summary>
public sealed class RefusedException(Refusal refusal, string message) : Exception(message)
{
    /// <summary>Why.</summary>
    public Refusal Refusal { get; } = refusal;
}
