using Ipfl.Data;
using Ipfl.Learning;
using Ipfl.Protocol;
using static TorchSharp.torch;

namespace Ipfl.Simulation;

/// <summary>The common initial model: drawn from the seed, or read from a file with one tensor per parameter.</summary>
internal static class InitialModel
{
    public static Tensor Create(ExperimentConfig config, ModelArchitecture architecture) => config.InitialModel is { } path
        ? Read(path, architecture)
        : architecture.Initialise(new RandomStream(config.Seed, RandomPurpose.InitialModel));

    public static void Write(string path, ModelArchitecture architecture, Tensor model)
    {
        var writer = new SafetensorsWriter();
        foreach (var parameter in architecture.Parameters)
        {
            writer.Add(parameter.Name, SafetensorsDtype.F32, parameter.Shape, stream =>
            {
                using var part = model.narrow(0, parameter.Offset, parameter.Size);
                stream.Write(part.bytes);
            });
        }

        writer.WriteFile(path);
    }

    private static Tensor Read(string path, ModelArchitecture architecture)
    {
        using var file = SafetensorsFile.Open(path);
        var model = empty(architecture.Size, float32);
        foreach (var parameter in architecture.Parameters)
        {
            if (!file.Contains(parameter.Name))
                throw new InvalidDataException($"{path}: lacks {parameter.Name}, a parameter of {architecture.Name}; found {string.Join(", ", file.Names)}");
            var entry = file[parameter.Name];
            if (!entry.Shape.SequenceEqual(parameter.Shape))
                throw new InvalidDataException($"{path}: {parameter.Name} is [{string.Join(", ", entry.Shape)}]; {architecture.Name} needs [{string.Join(", ", parameter.Shape)}]");
            var numbers = file.ReadSingles(parameter.Name);
            if (!numbers.All(float.IsFinite)) throw new InvalidDataException($"{path}: {parameter.Name} holds numbers that are not finite; training cannot start there");
            using var part = model.narrow(0, parameter.Offset, parameter.Size);
            numbers.AsSpan().CopyTo(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(part.bytes));
        }

        return model;
    }
}
