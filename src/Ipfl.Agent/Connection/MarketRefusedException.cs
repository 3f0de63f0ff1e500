using Grpc.Core;

namespace Ipfl.Agent;

/// <summary>The server answered that it will not do what was asked. The message is one line.</summary>
/// <param name="status">Why, as gRPC names it.</param>
/// <param name="message">What the server said.</param>
public sealed class MarketRefusedException(StatusCode status, string message) : IOException(message)
{
    /// <summary>Why, as gRPC names it.</summary>
    public StatusCode Status { get; } = status;

    /// <summary>Whether it is the caller's key that is refused, whatever it asks for.</summary>
    public bool IsOfKey => Status is StatusCode.Unauthenticated or StatusCode.PermissionDenied;
}

/// <summary>The server could not be reached. The message is one line.</summary>
public sealed class MarketUnreachableException(string message, Exception? inner) : IOException(message, inner);
