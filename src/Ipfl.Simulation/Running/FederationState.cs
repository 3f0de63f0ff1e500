using System.Globalization;
using Ipfl.Learning;
using Ipfl.Protocol;
using static TorchSharp.torch;

namespace Ipfl.Simulation;

/// <summary>All that a run carries from one round to the next; random streams start anew in each round, so there is nothing else.</summary>
internal sealed class FederationState : IDisposable
{
    public FederationState(Tensor initial, Tensor models) => (Initial, Models) = (initial, models);

    /// <summary>θ⁰: [d].</summary>
    public Tensor Initial { get; }

    /// <summary>θ: [m, d].</summary>
    public Tensor Models { get; }

    /// <summary>What the next local loss gains.</summary>
    public ProximalTerm? Proximal { get; private set; }

    /// <summary>Whole rounds behind this state.</summary>
    public int RoundsDone { get; private set; }

    /// <summary>Every participant at the common initial model, which is taken over.</summary>
    public static FederationState Start(Tensor initial, int participants)
    {
        using var rows = initial.unsqueeze(0);
        return new(initial, rows.repeat(participants, 1));
    }

    /// <summary>Takes over what the algorithm decided.</summary>
    public void Advance(Aggregation aggregation)
    {
        if (aggregation.Models is { } models) Models.copy_(models);
        Proximal?.Centres.Dispose();
        Proximal = aggregation.Proximal;
        aggregation.Models?.Dispose();
        RoundsDone++;
    }

    public void Save(string path)
    {
        var writer = new SafetensorsWriter();
        writer.AddMetadata("roundsDone", RoundsDone.ToString(CultureInfo.InvariantCulture));
        if (Proximal is not null) writer.AddMetadata("proximalWeight", Proximal.Weight.ToString("R", CultureInfo.InvariantCulture));
        Add(writer, "initial", Initial);
        Add(writer, "models", Models);
        if (Proximal is not null) Add(writer, "centres", Proximal.Centres);
        writer.WriteFile(path);
    }

    /// <exception cref="InvalidDataException">The file is damaged or belongs to another run.</exception>
    public static FederationState Load(string path, int participants, long size)
    {
        using var file = SafetensorsFile.Open(path);
        var state = new FederationState(Take(file, path, "initial", size), Take(file, path, "models", participants, size))
        {
            RoundsDone = (int)Number(file, path, "roundsDone", value => value is >= 1 and <= int.MaxValue && double.IsInteger(value)),
        };
        if (file.Contains("centres"))
        {
            var weight = Number(file, path, "proximalWeight", value => value >= 0 && double.IsFinite(value));
            state.Proximal = new(Take(file, path, "centres", participants, size), weight);
        }

        return state;
    }

    public void Dispose()
    {
        Initial.Dispose();
        Models.Dispose();
        Proximal?.Centres.Dispose();
    }

    private static void Add(SafetensorsWriter writer, string name, Tensor tensor) =>
        writer.Add(name, SafetensorsDtype.F32, tensor.shape, stream => stream.Write(tensor.bytes));

    private static Tensor Take(SafetensorsFile file, string path, string name, params long[] shape)
    {
        var entry = file[name];
        if (entry.Dtype != SafetensorsDtype.F32 || !entry.Shape.SequenceEqual(shape))
            throw new InvalidDataException($"{path}: {name} is {entry.Dtype} [{string.Join(", ", entry.Shape)}]; this run needs F32 [{string.Join(", ", shape)}]");
        var tensor = empty(shape, float32);
        file.ReadBytes(entry, 0, tensor.bytes);
        return tensor;
    }

    private static double Number(SafetensorsFile file, string path, string key, Func<double, bool> accepts)
    {
        var text = file.Metadata.GetValueOrDefault(key) ?? throw new InvalidDataException($"{path}: lacks {key}; it is no checkpoint of a run");
        return double.TryParse(text, CultureInfo.InvariantCulture, out var value) && accepts(value)
            ? value
            : throw new InvalidDataException($"{path}: {key}: found \"{text}\"; the checkpoint is damaged");
    }
}
