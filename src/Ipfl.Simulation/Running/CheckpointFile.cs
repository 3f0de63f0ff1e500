using System.Globalization;
using Ipfl.Learning;
using Ipfl.Protocol;
using static TorchSharp.torch;

namespace Ipfl.Simulation;

/// <summary>What a checkpoint holds.</summary>
internal sealed record Checkpoint(
    string Algorithm, string Mechanism, int RoundsDone, Tensor Initial, Tensor Models, LocalTerm? Term, IReadOnlyDictionary<string, Tensor> State)
{
    /// <summary>Evidence on pairs that stands for several rounds, m × m; null where there is none.</summary>
    public double[,]? Shares { get; init; }
}

/// <summary>Checkpoints as safetensors: <c>initial</c>, <c>models</c>, <c>centres</c> where the loss has a term, <c>evidence</c> where it outlasts a round, and the algorithm's <c>state.*</c>.</summary>
internal static class CheckpointFile
{
    private const string ProximalWeight = "proximalWeight";
    private const string CosineWeight = "cosineWeight";

    public static void Write(string path, Checkpoint checkpoint)
    {
        var writer = new SafetensorsWriter();
        writer.AddMetadata("roundsDone", checkpoint.RoundsDone.ToString(CultureInfo.InvariantCulture));
        writer.AddMetadata("algorithm", checkpoint.Algorithm);
        writer.AddMetadata("mechanism", checkpoint.Mechanism);
        Add(writer, "initial", checkpoint.Initial);
        Add(writer, "models", checkpoint.Models);
        if (checkpoint.Term is { } term)
        {
            writer.AddMetadata(term is CosineTerm ? CosineWeight : ProximalWeight, term.Weight.ToString("R", CultureInfo.InvariantCulture));
            Add(writer, "centres", term.Centres);
        }

        using var evidence = checkpoint.Shares is { } shares ? tensor(shares) : null;
        if (evidence is not null) Add(writer, "evidence", evidence);
        foreach (var (name, state) in checkpoint.State.OrderBy(pair => pair.Key, StringComparer.Ordinal)) Add(writer, $"state.{name}", state);
        writer.WriteFile(path);
    }

    /// <exception cref="InvalidDataException">The file is damaged or belongs to another run.</exception>
    public static Checkpoint Read(string path, IAlgorithm algorithm, string mechanism, int participants, long size)
    {
        using var file = SafetensorsFile.Open(path);
        var rounds = (int)Number(file, path, "roundsDone", value => value is >= 1 and <= int.MaxValue && double.IsInteger(value));
        var name = Text(file, path, "algorithm");
        if (name != algorithm.Name) throw new InvalidDataException($"{path}: algorithm: found \"{name}\"; this run is one of {algorithm.Name}");
        if (file.Metadata.TryGetValue("mechanism", out var former) && former != mechanism)
            throw new InvalidDataException($"{path}: mechanism: found \"{former}\"; this run goes on with {mechanism}: hand over the one that it was begun with");
        var initial = Take(file, path, "initial", float32, size);
        var models = Take(file, path, "models", float32, participants, size);
        return new(name, mechanism, rounds, initial, models, ReadTerm(file, path, participants, size), ReadState(file, path, algorithm.FirstState(initial, participants)))
        {
            Shares = ReadShares(file, path, participants),
        };
    }

    private static double[,]? ReadShares(SafetensorsFile file, string path, int participants)
    {
        if (!file.Contains("evidence")) return null;
        using var evidence = Take(file, path, "evidence", float64, participants, participants);
        var (shares, numbers) = (new double[participants, participants], evidence.data<double>());
        for (var i = 0; i < participants; i++)
            for (var j = 0; j < participants; j++) shares[i, j] = numbers[(i * participants) + j];
        return shares;
    }

    private static LocalTerm? ReadTerm(SafetensorsFile file, string path, int participants, long size)
    {
        if (!file.Contains("centres")) return null;
        var isCosine = file.Metadata.ContainsKey(CosineWeight);
        var weight = Number(file, path, isCosine ? CosineWeight : ProximalWeight, value => value >= 0 && double.IsFinite(value));
        var rows = file["centres"].Shape is [1, _] ? 1 : participants;
        var centres = Take(file, path, "centres", float32, rows, size);
        return isCosine ? new CosineTerm(centres, weight) : new ProximalTerm(centres, weight);
    }

    /// <summary>The algorithm's tensors, in the number formats and shapes that it began with.</summary>
    private static Dictionary<string, Tensor> ReadState(SafetensorsFile file, string path, IReadOnlyDictionary<string, Tensor> first)
    {
        var state = new Dictionary<string, Tensor>();
        foreach (var (name, tensor) in first)
        {
            using (tensor) state[name] = Take(file, path, $"state.{name}", tensor.dtype, tensor.shape);
        }

        return state;
    }

    private static void Add(SafetensorsWriter writer, string name, Tensor tensor) =>
        writer.Add(name, DtypeOf(tensor.dtype), tensor.shape, stream => ForEachRow(tensor, (_, row) => stream.Write(row.bytes)));

    private static Tensor Take(SafetensorsFile file, string path, string name, ScalarType type, params long[] shape)
    {
        var (entry, dtype) = (file[name], DtypeOf(type));
        if (entry.Dtype != dtype || !entry.Shape.SequenceEqual(shape))
            throw new InvalidDataException($"{path}: {name} is {entry.Dtype} [{string.Join(", ", entry.Shape)}]; this run needs {dtype} [{string.Join(", ", shape)}]");
        var tensor = empty(shape, type);
        ForEachRow(tensor, (offset, row) => file.ReadBytes(entry, offset, row.bytes));
        return tensor;
    }

    /// <summary>All models together may be over the two gigabytes that a span spans; a row is one of them.</summary>
    private static void ForEachRow(Tensor tensor, Action<long, Tensor> visit)
    {
        if (tensor.dim() < 2)
        {
            visit(0, tensor);
            return;
        }

        var offset = 0L;
        for (var i = 0L; i < tensor.shape[0]; i++)
        {
            using var row = tensor.select(0, i);
            visit(offset, row);
            offset += row.bytes.Length;
        }
    }

    private static SafetensorsDtype DtypeOf(ScalarType type) => type switch
    {
        ScalarType.Float32 => SafetensorsDtype.F32,
        ScalarType.Float64 => SafetensorsDtype.F64,
        ScalarType.Int64 => SafetensorsDtype.I64,
        _ => throw new ArgumentException($"an algorithm's state is float32, float64 or int64, not {type}", nameof(type)),
    };

    private static double Number(SafetensorsFile file, string path, string key, Func<double, bool> accepts)
    {
        var text = Text(file, path, key);
        return double.TryParse(text, CultureInfo.InvariantCulture, out var value) && accepts(value)
            ? value
            : throw new InvalidDataException($"{path}: {key}: found \"{text}\"; the checkpoint is damaged");
    }

    private static string Text(SafetensorsFile file, string path, string key) =>
        file.Metadata.GetValueOrDefault(key) ?? throw new InvalidDataException($"{path}: lacks {key}; it is no checkpoint of a run");
}
