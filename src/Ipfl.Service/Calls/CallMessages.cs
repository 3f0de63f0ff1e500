using System.Collections.Frozen;
using Google.Protobuf;
using Ipfl.Protocol.V1;

namespace Ipfl.Service.Calls;

/// <summary>Which message each method takes, so that bytes that are none are refused as the caller's fault and not noted as the server's.</summary>
internal static class CallMessages
{
    private static readonly FrozenDictionary<string, MessageParser> Parsers = MarketReflection.Descriptor.Services
        .SelectMany(service => service.Methods)
        .ToFrozenDictionary(method => $"/{method.Service.FullName}/{method.Name}", method => method.InputType.Parser);

    /// <summary>Whether the bytes are a message that the method takes.</summary>
    public static bool IsOf(string method, ReadOnlySpan<byte> message)
    {
        try
        {
            Parsers[method].ParseFrom(message);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }
}
