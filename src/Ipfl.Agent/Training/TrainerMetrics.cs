using System.Text.Json;

namespace Ipfl.Agent;

/// <summary>What a trainer of one's own may tell: <c>{"accuracy": 0.8, "loss": 0.5}</c>.</summary>
internal static class TrainerMetrics
{
    /// <summary>Reads the file; nothing was measured where it is missing.</summary>
    /// <exception cref="TrainerFailedException">It is damaged, or a number is not allowed.</exception>
    public static LocalMeasures Read(string path)
    {
        if (!File.Exists(path)) return new(null, null);
        try
        {
            using var json = JsonDocument.Parse(Utf8Bytes.Read(path));
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw new TrainerFailedException($"{path}: found no object; allowed is {{\"accuracy\": 0.8, \"loss\": 0.5}}");
            return new(
                Number(json.RootElement, path, "accuracy", "from 0 to 1", value => value is >= 0 and <= 1),
                Number(json.RootElement, path, "loss", "that is finite", double.IsFinite));
        }
        catch (InvalidDataException error)
        {
            throw new TrainerFailedException(error.Message, error);
        }
        catch (JsonException error)
        {
            throw new TrainerFailedException($"{path}: no valid JSON at line {error.LineNumber + 1}", error);
        }
    }

    private static double? Number(JsonElement root, string path, string name, string allowed, Func<double, bool> accepts)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && accepts(number)
            ? number
            : throw new TrainerFailedException($"{path}: {name}: found {value.GetRawText()}; allowed is a number {allowed}");
    }
}
