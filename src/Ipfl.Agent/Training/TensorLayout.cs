using Ipfl.Protocol;
using Ipfl.Protocol.V1;

namespace Ipfl.Agent;

/// <summary>The tensors that a market's models have, all F32, in their order: what an upload must hold, no more and no less.</summary>
internal sealed class TensorLayout(IReadOnlyList<TensorShape> tensors)
{
    /// <summary>How many numbers a model has.</summary>
    public long Size { get; } = tensors.Sum(SizeOf);

    /// <summary>The tensors.</summary>
    public IReadOnlyList<TensorShape> Tensors => tensors;

    /// <summary>Reads a model, its tensors one after another in the layout's order, whatever theirs is in the file.</summary>
    /// <exception cref="InvalidDataException">The file is missing, breaks the format, has other tensors, or numbers that are not finite.</exception>
    public float[] Read(string path)
    {
        if (!File.Exists(path)) throw new InvalidDataException($"{path}: is missing");
        using var file = SafetensorsFile.Open(path);
        if (file.Names.FirstOrDefault(name => tensors.All(tensor => tensor.Name != name)) is { } foreign)
            throw new InvalidDataException($"{path}: has a tensor {foreign}; the market's models have {string.Join(", ", tensors.Select(tensor => tensor.Name))}");
        var (numbers, offset) = (new float[Size], 0);
        foreach (var tensor in tensors)
        {
            var part = numbers.AsSpan(offset, (int)SizeOf(tensor));
            ReadOne(file, path, tensor, part);
            offset += part.Length;
        }

        return numbers;
    }

    /// <summary>Writes a model, whole or not at all. Equal models give equal files.</summary>
    public void Write(string path, float[] model)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var (writer, offset) = (new SafetensorsWriter(), 0);
        foreach (var tensor in tensors)
        {
            var size = (int)SizeOf(tensor);
            writer.Add(tensor.Name, [.. tensor.Shape], model.AsMemory(offset, size));
            offset += size;
        }

        writer.WriteFile(path);
    }

    private static void ReadOne(SafetensorsFile file, string path, TensorShape tensor, Span<float> part)
    {
        if (!file.Contains(tensor.Name)) throw new InvalidDataException($"{path}: lacks the tensor {tensor.Name}; it has {string.Join(", ", file.Names)}");
        var entry = file[tensor.Name];
        if (entry.Dtype != SafetensorsDtype.F32 || !entry.Shape.SequenceEqual(tensor.Shape))
            throw new InvalidDataException($"{path}: {tensor.Name} is {entry.Dtype.InWords()} [{string.Join(", ", entry.Shape)}]; the market asks for F32 [{string.Join(", ", tensor.Shape)}]");
        file.Read(tensor.Name, part);
        foreach (var number in part)
        {
            if (!float.IsFinite(number)) throw new InvalidDataException($"{path}: {tensor.Name} holds {number}; allowed are finite numbers");
        }
    }

    private static long SizeOf(TensorShape tensor) => tensor.Shape.Aggregate(1L, (product, side) => checked(product * side));
}
