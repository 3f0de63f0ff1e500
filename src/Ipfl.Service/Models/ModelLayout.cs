using System.Numerics;
using System.Runtime.InteropServices;
using Ipfl.Protocol;
using Ipfl.Protocol.V1;

namespace Ipfl.Service.Models;

/// <summary>Which tensors a market's models have, in the order of the initial model's file.</summary>
public sealed class ModelLayout
{
    private const int ChunkBytes = 1 << 16;
    private readonly IReadOnlyList<TensorShape> _tensors;

    /// <summary>The layout that a market's terms name.</summary>
    public ModelLayout(IReadOnlyList<TensorShape> tensors) => _tensors = tensors;

    /// <summary>The layout of a file.</summary>
    /// <exception cref="InvalidDataException">The file is no model.</exception>
    public static IReadOnlyList<TensorShape> Of(SafetensorsFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Entries.Count == 0) throw new InvalidDataException("the model has no tensors");
        return [.. file.Entries.Select(entry => new TensorShape { Name = entry.Name, Shape = { entry.Shape } })];
    }

    /// <summary>What keeps a file from being a model of this layout, in one line; null where nothing does. The order of tensors is free.</summary>
    public string? Fault(SafetensorsFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        foreach (var tensor in _tensors)
        {
            if (!file.Contains(tensor.Name)) return $"tensor '{tensor.Name}' is missing";
            var entry = file[tensor.Name];
            if (!entry.Shape.SequenceEqual(tensor.Shape))
                return $"tensor '{tensor.Name}' has the shape [{string.Join(", ", entry.Shape)}]; the market's is [{string.Join(", ", tensor.Shape)}]";
            if (entry.Dtype != SafetensorsDtype.F32) return $"tensor '{tensor.Name}' holds {entry.Dtype.InWords()}; F32 is required";
        }

        if (file.Entries.Count > _tensors.Count) return $"it has {file.Entries.Count} tensors; the market's model has {_tensors.Count}";
        return file.Entries.FirstOrDefault(entry => !IsFinite(file, entry)) is { } bad ? $"tensor '{bad.Name}' holds numbers that are not finite" : null;
    }

    /// <summary>Whether a file has its tensors in the layout's order, so that its bytes can be compared number by number.</summary>
    public bool IsOrdered(SafetensorsFile file) => file.Names.SequenceEqual(_tensors.Select(tensor => tensor.Name));

    /// <summary>Writes a file's tensors again in the layout's order.</summary>
    public void Reorder(SafetensorsFile file, string target)
    {
        ArgumentNullException.ThrowIfNull(file);
        var writer = new SafetensorsWriter();
        foreach (var tensor in _tensors)
        {
            var entry = file[tensor.Name];
            writer.Add(tensor.Name, entry.Dtype, entry.Shape, stream => Copy(file, entry, chunk => stream.Write(chunk)));
        }

        writer.WriteFile(target);
    }

    private static bool IsFinite(SafetensorsFile file, SafetensorsEntry entry)
    {
        var finite = true;
        Copy(file, entry, chunk => finite = finite && AllFinite(MemoryMarshal.Cast<byte, float>(chunk)));
        return finite;
    }

    private static void Copy(SafetensorsFile file, SafetensorsEntry entry, Action<ReadOnlySpan<byte>> take)
    {
        var chunk = new byte[Math.Min(ChunkBytes, entry.ByteLength)];
        for (var done = 0L; done < entry.ByteLength; done += chunk.Length)
        {
            var piece = chunk.AsSpan(0, (int)Math.Min(chunk.Length, entry.ByteLength - done));
            file.ReadBytes(entry, done, piece);
            take(piece);
        }
    }

    /// <summary>x − x is 0 for what is finite, and NaN for what is not.</summary>
    private static bool AllFinite(ReadOnlySpan<float> numbers)
    {
        var sum = Vector<float>.Zero;
        var k = 0;
        for (; k <= numbers.Length - Vector<float>.Count; k += Vector<float>.Count)
        {
            var values = new Vector<float>(numbers[k..]);
            sum += values - values;
        }

        for (; k < numbers.Length; k++)
            if (!float.IsFinite(numbers[k])) return false;
        return Vector.EqualsAll(sum, Vector<float>.Zero);
    }
}
