using Ipfl.Data;
using Ipfl.Protocol;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>A model as a safetensors file: one F32 tensor per parameter and buffer, by their names.</summary>
public static class ModelFile
{
    /// <summary>Writes θ, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="architecture">Whose θ it is.</param>
    /// <param name="model">Float32, contiguous, [d].</param>
    public static void Write(string path, ModelArchitecture architecture, Tensor model)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(model);
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

    /// <summary>Draws an initial θ from a seed, as a run with that seed does, and writes it.</summary>
    /// <exception cref="DllNotFoundException">libtorch cannot be loaded.</exception>
    public static void Draw(string path, ModelArchitecture architecture, long seed)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        TorchRuntime.EnsureLoaded();
        using var model = architecture.Initialise(new RandomStream(seed, RandomPurpose.InitialModel));
        Write(path, architecture, model);
    }

    /// <summary>The same of a built-in network.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">One of <see cref="ModelArchitectures.Names"/>.</param>
    /// <param name="inputShape">Channels, height and width of its samples.</param>
    /// <param name="classes">How many classes it tells apart.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ArgumentException">There is no such network, or it does not take such samples.</exception>
    /// <inheritdoc cref="Draw(string, ModelArchitecture, long)"/>
    public static void Draw(string path, string network, IReadOnlyList<int> inputShape, int classes, long seed)
    {
        ArgumentNullException.ThrowIfNull(inputShape);
        if (inputShape is not [var channels, var height, var width]) throw new ArgumentException("samples have channels, height and width", nameof(inputShape));
        Draw(path, ModelArchitectures.Create(network, new ImageShape(channels, height, width), classes), seed);
    }

    /// <summary>Makes sure that a file holds a θ of the network.</summary>
    /// <inheritdoc cref="Read"/>
    public static void Check(string path, ModelArchitecture architecture)
    {
        TorchRuntime.EnsureLoaded();
        using var model = Read(path, architecture);
    }

    /// <summary>Reads θ, float32 [d]; the caller's.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file breaks the format, lacks a parameter, has it in another shape, or holds numbers that are not finite.</exception>
    public static Tensor Read(string path, ModelArchitecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        using var file = SafetensorsFile.Open(path);

        // Before anything of the size that the architecture states is made: that may come from a file as well.
        foreach (var parameter in architecture.Parameters)
        {
            if (!file.Contains(parameter.Name))
                throw new InvalidDataException($"{path}: lacks {parameter.Name}, a parameter of {architecture.Name}; found {ForeignText.OneLine(string.Join(", ", file.Names.Take(20)))}");
            var entry = file[parameter.Name];
            if (!entry.Shape.SequenceEqual(parameter.Shape))
                throw new InvalidDataException($"{path}: {parameter.Name} is [{string.Join(", ", entry.Shape)}]; {architecture.Name} needs [{string.Join(", ", parameter.Shape)}]");
        }

        var model = empty(architecture.Size, float32);
        foreach (var parameter in architecture.Parameters)
        {
            var numbers = file.ReadSingles(parameter.Name);
            if (!numbers.All(float.IsFinite)) throw new InvalidDataException($"{path}: {parameter.Name} holds numbers that are not finite; training cannot start there");
            using var part = model.narrow(0, parameter.Offset, parameter.Size);
            numbers.CopyTo(part.Floats());
        }

        return model;
    }
}
