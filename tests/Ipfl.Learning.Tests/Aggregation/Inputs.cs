using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Aggregation;

/// <summary>What algorithms are given between two rounds.</summary>
internal static class Inputs
{
    public static Trade NoTrade => _ => throw new InvalidOperationException("this algorithm does not trade");

    /// <summary>An input for algorithms that ask for no more than models.</summary>
    public static AggregationInput Of(Tensor initial, Tensor models, IReadOnlyList<long> samples, Trade? trade = null) =>
        new(0, initial, models, samples, trade ?? NoTrade)
        {
            State = new Dictionary<string, Tensor>(),
            Random = new RandomStream(1, RandomPurpose.Algorithm),
            Losses = models => [.. models.Select(own => own.Select(model => (double)model.abs().sum().to(ScalarType.Float32).item<float>()).ToArray())],
        };

    /// <summary>The same input with what that algorithm asks for: its first state, further models and models that began at θ⁰.</summary>
    public static AggregationInput For(IAlgorithm algorithm, AggregationInput input)
    {
        var state = algorithm.FirstState(input.Initial, input.Samples.Count);
        return input with
        {
            State = state,
            Start = algorithm.NeedsStart ? AllAt(input.Initial, input.Samples.Count) : null,
            FurtherModels = algorithm.FurtherModels(state, input.Samples.Count),
        };
    }

    /// <summary>m rows at θ⁰.</summary>
    public static Tensor AllAt(Tensor initial, int participants)
    {
        using var row = initial.unsqueeze(0);
        return row.repeat(participants, 1);
    }

    /// <summary>Frees what <see cref="For"/> made.</summary>
    public static void Free(this AggregationInput input)
    {
        foreach (var tensor in input.State.Values) tensor.Dispose();
        input.Start?.Dispose();
        input.FurtherModels?.Dispose();
    }
}
