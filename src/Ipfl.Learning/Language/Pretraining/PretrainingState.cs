using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Ipfl.Data;
using Ipfl.Protocol;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>Weights, moments and steps of a pretraining that is under way, in one file of its folder.</summary>
internal sealed class PretrainingState : IDisposable
{
    private const string FileName = "pretraining.safetensors";
    private readonly string _origin;

    private PretrainingState(LlamaArchitecture architecture, string origin, Tensor model)
    {
        _origin = origin;
        Model = model.DetachFromDisposeScope();
        (Mean, Square) = (zeros(architecture.Size).DetachFromDisposeScope(), zeros(architecture.Size).DetachFromDisposeScope());
    }

    /// <summary>θ, float32 [d].</summary>
    public Tensor Model { get; }

    /// <summary>AdamW's first moments, [d].</summary>
    public Tensor Mean { get; }

    /// <summary>Its second ones.</summary>
    public Tensor Square { get; }

    /// <summary>Steps done.</summary>
    public int Step { get; set; }

    /// <summary>What the folder holds, or a beginning.</summary>
    /// <exception cref="InvalidDataException">It holds a finished model, or one that was begun with other options, sizes or text.</exception>
    public static PretrainingState Open(string folder, LlamaArchitecture architecture, PretrainingOptions options, ReadOnlySpan<int> text)
    {
        LlamaFolder.RefuseModel(folder);
        var path = Path.Combine(folder, FileName);
        var origin = Origin(architecture.Config, options, text);
        if (!File.Exists(path)) return new(architecture, origin, architecture.Initialise(new RandomStream(options.Seed, RandomPurpose.InitialModel)));
        using var file = SafetensorsFile.Open(path);
        if (file.Metadata.GetValueOrDefault("origin") != origin)
            throw new InvalidDataException($"{path}: was begun with other options, sizes or text ({ForeignText.Quote(file.Metadata.GetValueOrDefault("origin", ""))}, not '{origin}'); repeat them, or delete it");
        if (!int.TryParse(file.Metadata.GetValueOrDefault("step"), CultureInfo.InvariantCulture, out var step) || step < 0 || step > options.Steps)
            throw new InvalidDataException($"{path}: its step is {ForeignText.Quote(file.Metadata.GetValueOrDefault("step", ""))}; delete it to begin anew");
        var state = new PretrainingState(architecture, origin, empty(architecture.Size)) { Step = step };
        foreach (var (name, numbers) in state.Parts)
        {
            if (file[name].Count != architecture.Size) throw new InvalidDataException($"{path}: {name} has {file[name].Count} numbers, not {architecture.Size}; delete it to begin anew");
            file.Read(name, numbers.Floats());
        }

        return state;
    }

    /// <summary>Replaces what the folder holds, whole or not at all.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        var writer = new SafetensorsWriter();
        writer.AddMetadata("origin", _origin);
        writer.AddMetadata("step", Step.ToString(CultureInfo.InvariantCulture));
        foreach (var (name, numbers) in Parts) writer.Add(name, SafetensorsDtype.F32, numbers.shape, stream => stream.Write(numbers.bytes));
        writer.WriteFile(Path.Combine(folder, FileName));
    }

    /// <summary>Removes it.</summary>
    public static void Remove(string folder) => File.Delete(Path.Combine(folder, FileName));

    /// <inheritdoc/>
    public void Dispose()
    {
        Model.Dispose();
        Mean.Dispose();
        Square.Dispose();
    }

    private (string Name, Tensor Numbers)[] Parts => [("model", Model), ("mean", Mean), ("square", Square)];

    /// <summary>What the numbers are a function of: the main sizes and options in words, and a digest of all of them and the text.</summary>
    private static string Origin(LlamaConfig config, PretrainingOptions options, ReadOnlySpan<int> text)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(LlamaFolder.Config(config).ToJsonString()));
        hash.AppendData(BitConverter.GetBytes(options.WeightDecay));
        hash.AppendData(MemoryMarshal.AsBytes(text));
        var digest = Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 4));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{digest}: {config.Layers} layers of {config.HiddenSize}/{config.IntermediateSize}, {options.Steps} steps of {options.BatchSize} x {options.Context} at {options.LearningRate}, seed {options.Seed}");
    }
}
