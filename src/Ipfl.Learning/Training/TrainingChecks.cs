using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>What a training round must satisfy before any thread starts.</summary>
internal static class TrainingChecks
{
    /// <summary>Throws where the round does not fit together.</summary>
    /// <exception cref="ArgumentException">The message says which part does not fit.</exception>
    public static void Check(TrainingRound round, ModelArchitecture architecture)
    {
        if (round.Options.Augment) CheckAugmentation(round.Data);
        Check(round, architecture, round.Data.Count);
    }

    /// <summary>The same of what does not depend on what is trained on.</summary>
    /// <exception cref="ArgumentException">The message says which part does not fit.</exception>
    public static void Check(LocalRound round, ModelArchitecture architecture, int samples)
    {
        var participants = round.Partition.Participants;
        CheckOptions(round.Options, ends: round is AdapterRound);
        CheckOrder(architecture);
        CheckMatrix(round.Models, "models", participants.Count, architecture.Size);
        if (round.Term is { } term)
        {
            var rows = term.Centres.shape is [1, _] ? 1 : participants.Count;
            CheckMatrix(term.Centres, $"{term.Kind} centres", rows, architecture.Size);
            CheckNumber(term.Weight >= 0, term.Weight, $"{term.Kind} weight", "at least 0");
        }

        if (round.Streams is { } streams && (streams.Count != participants.Count || streams.Any(number => number < 0)))
            throw new ArgumentException($"streams of {string.Join(", ", streams)} are named for {participants.Count} models; allowed is one participant from 0 on for each", nameof(round));
        if (round.Trained is { } trained && (trained.Distinct().Count() < trained.Count || trained.Any(i => i < 0 || i >= participants.Count)))
            throw new ArgumentException($"participants {string.Join(", ", trained)} are to train; allowed is each of 0 to {participants.Count - 1} once", nameof(round));
        for (var i = 0; i < participants.Count; i++)
        {
            if (participants[i].Length == 0) throw new ArgumentException($"participant {i} has no samples", nameof(round));
            if (participants[i].AsSpan().IndexOfAnyExceptInRange(0, samples - 1) is >= 0 and var at)
                throw new ArgumentException($"participant {i} has sample {participants[i][at]} of {samples}", nameof(round));
        }
    }

    private static void CheckOrder(ModelArchitecture architecture)
    {
        if (architecture.Parameters.FirstOrDefault(p => !p.IsBuffer && p.Offset >= architecture.TrainedSize) is { } late)
            throw new ArgumentException($"{architecture.Name}: {late.Name} is trained and comes after a buffer; buffers come last", nameof(architecture));
    }

    private static void CheckAugmentation(ImageSet data)
    {
        var (shape, kind) = (data.Shape, data.Augmentation);
        if (kind == ImageAugmentation.None) throw new ArgumentException("the set's samples cannot be cropped and flipped", nameof(data));
        if (kind != ImageAugmentation.CropAndFlip) return;
        if (shape.Height <= CropAndFlip.Padding || shape.Width <= CropAndFlip.Padding || data.InputShape != shape)
            throw new ArgumentException(
                $"samples of {shape.Height} × {shape.Width} cannot be cropped and flipped as inputs of {data.InputShape.Height} × {data.InputShape.Width}", nameof(data));
    }

    /// <param name="options">What is checked.</param>
    /// <param name="ends">Whether a schedule makes the learning rate, which may end at 0.</param>
    private static void CheckOptions(TrainingOptions options, bool ends)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Steps);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1);
        CheckNumber(options.LearningRate > 0 || (ends && options.LearningRate == 0), options.LearningRate, "learning rate", ends ? "at least 0" : "positive");
        CheckNumber(options.Momentum is >= 0 and < 1, options.Momentum, "momentum", "in [0, 1)");
        CheckNumber(options.WeightDecay >= 0, options.WeightDecay, "weight decay", "at least 0");
    }

    private static void CheckNumber(bool allowed, double value, string name, string range)
    {
        if (!allowed || !double.IsFinite(value)) throw new ArgumentException($"the {name} is {value}; it must be {range}", nameof(value));
    }

    private static void CheckMatrix(Tensor matrix, string name, int rows, long columns)
    {
        var shape = matrix.shape;
        if (matrix.dtype != ScalarType.Float32 || !matrix.is_contiguous() || shape is not [var m, var d] || m != rows || d != columns)
            throw new ArgumentException(
                $"the {name} are {matrix.dtype} [{string.Join(", ", shape)}]; they must be contiguous Float32 [{rows}, {columns}]", nameof(matrix));
    }
}
