using System.Text.Json;

namespace Ipfl.Agent;

/// <summary>What a trainer of one's own tells in files: <c>{"accuracy": 0.8, "loss": 0.5}</c> of training, <c>{"own": 0.5, "centre": 0.4, "samples": 30}</c> of a trial.</summary>
internal static class TrainerMetrics
{
    private const string Allowed = "that is finite and at least 0";

    /// <summary>Reads what was measured in training; nothing was where the file is missing.</summary>
    /// <exception cref="TrainerFailedException">It is damaged, or a number is not allowed.</exception>
    public static LocalMeasures Read(string path) => !File.Exists(path) ? new(null, null) : Read(path, """{"accuracy": 0.8, "loss": 0.5}""", root => new LocalMeasures(
        Number(root, path, "accuracy", "from 0 to 1", value => value is >= 0 and <= 1),
        Number(root, path, "loss", "that is finite", double.IsFinite)));

    /// <summary>Reads the losses of a trial.</summary>
    /// <exception cref="TrainerFailedException">The file is missing or damaged, lacks a loss, or has one that is not allowed.</exception>
    public static TrialLosses ReadLosses(string path)
    {
        if (!File.Exists(path)) throw new TrainerFailedException($"the trainer ended well but wrote no {Path.GetFileName(path)}");
        return Read(path, """{"own": 0.5, "centre": 0.4, "samples": 30}""", root => new TrialLosses(
            (int)Needed(root, "samples", "that is whole, from 1 to 2147483647", value => value is >= 1 and <= int.MaxValue && value == Math.Floor(value)),
            Needed(root, "own", Allowed, IsLoss),
            Needed(root, "centre", Allowed, IsLoss))
        {
            Half = Number(root, path, "half", Allowed, IsLoss),
        });

        double Needed(JsonElement root, string name, string allowed, Func<double, bool> accepts) =>
            Number(root, path, name, allowed, accepts) ?? throw new TrainerFailedException($"{path}: {name}: found nothing; allowed is a number {allowed}");

        static bool IsLoss(double value) => value >= 0 && double.IsFinite(value);
    }

    private static T Read<T>(string path, string form, Func<JsonElement, T> read)
    {
        try
        {
            using var json = JsonDocument.Parse(Utf8Bytes.Read(path));
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw new TrainerFailedException($"{path}: found no object; allowed is {form}");
            return read(json.RootElement);
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
