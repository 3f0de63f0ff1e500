using Ipfl.Protocol;
using Ipfl.Protocol.V1;

namespace Ipfl.Service.Models;

/// <summary>
/// The operator's labelled set: a safetensors file with <c>inputs</c> (F32, samples × channels × height × width, as the network takes them)
/// and <c>labels</c> (I64, one a sample).
/// </summary>
public sealed class ProbeSet
{
    private ProbeSet(float[] inputs, long[] labels, int classes) => (Inputs, Labels, Classes) = (inputs, labels, classes);

    /// <summary>All inputs, one after another.</summary>
    public float[] Inputs { get; }

    /// <summary>The class of each.</summary>
    public long[] Labels { get; }

    /// <summary>How many classes the market's network tells apart.</summary>
    public int Classes { get; }

    /// <summary>Reads a set for the network that terms name.</summary>
    /// <exception cref="InvalidDataException">The file is no such set.</exception>
    public static ProbeSet Read(string path, TrainingTerms training)
    {
        ArgumentNullException.ThrowIfNull(training);
        using var file = SafetensorsFile.Open(path);
        var (inputs, labels) = (Tensor(file, "inputs", SafetensorsDtype.F32), Tensor(file, "labels", SafetensorsDtype.I64));
        long[] expected = [labels.Count, .. training.InputShape.Select(side => (long)side)];
        if (labels.Shape.Count != 1 || labels.Count == 0) throw new InvalidDataException($"'labels' has the shape [{string.Join(", ", labels.Shape)}]; allowed is one label a sample, and at least one");
        if (!inputs.Shape.SequenceEqual(expected)) throw new InvalidDataException($"'inputs' has the shape [{string.Join(", ", inputs.Shape)}]; allowed is [{string.Join(", ", expected)}]");
        var (numbers, classes) = (file.ReadSingles("inputs"), file.ReadInt64s("labels"));
        if (Array.Exists(numbers, number => !float.IsFinite(number))) throw new InvalidDataException("'inputs' holds numbers that are not finite");
        var strange = Array.FindIndex(classes, label => label < 0 || label >= training.Classes);
        if (strange >= 0) throw new InvalidDataException($"'labels' holds {classes[strange]}; allowed are 0 to {training.Classes - 1}");
        return new(numbers, classes, training.Classes);
    }

    private static SafetensorsEntry Tensor(SafetensorsFile file, string name, SafetensorsDtype dtype)
    {
        if (!file.Contains(name)) throw new InvalidDataException($"tensor '{name}' is missing; a labelled set has 'inputs' and 'labels'");
        return file[name].Dtype == dtype ? file[name] : throw new InvalidDataException($"tensor '{name}' holds {file[name].Dtype}; {dtype} is required");
    }
}
