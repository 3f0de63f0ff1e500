using System.Text.Json;

namespace Ipfl.Data;

/// <summary>What the JSON reader has to say, without the place, which it counts from 0.</summary>
internal static class JsonFault
{
    public static string Describe(JsonException error)
    {
        var place = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (place < 0 ? error.Message : error.Message[..place]).ReplaceLineEndings(" ").TrimEnd('.');
    }
}
