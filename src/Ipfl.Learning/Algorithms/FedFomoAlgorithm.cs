using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// <c>fedfomo</c> (Zhang 2021), first-order model optimisation: participant i draws some models, its own may be among them, with
/// probability ∝ P_ij, and weighs each by how much it lowers its local loss per distance:
/// ω_ij = max(0, (L_i(θ_i(start)) − L_i(θ_j)) / ‖θ_i − θ_j‖), normalised. P_i ← P_i + ω_i and θ_i = Σ ω_ij θ_j; where no model helps, i goes
/// back to θ_i(start). Where ‖θ_i − θ_j‖ = 0, above all for j = i, the formula has no value; the distance is then that of Zhang's paper,
/// from θ_i(start).
/// </summary>
/// <param name="models">How many models each draws at most: at least 1.</param>
public sealed class FedFomoAlgorithm(int models) : IAlgorithm
{
    private const string Preference = "preference";
    private static readonly AlgorithmParameter ModelCount = new("models", 6, 1, 100_000) { Whole = true };
    private readonly int _models = (int)ModelCount.Check(models);

    /// <summary>The catalogue's entry.</summary>
    public static AlgorithmEntry Entry { get; } = new("fedfomo", values => new FedFomoAlgorithm((int)values[0]), ModelCount);

    /// <inheritdoc/>
    public string Name => Entry.Name;

    /// <inheritdoc/>
    public EvaluationPoint Evaluation => EvaluationPoint.OwnModelAfterTraining;

    /// <inheritdoc/>
    public bool Trades => false;

    /// <inheritdoc/>
    public bool NeedsStart => true;

    /// <summary>P, float64: a row and a column for each participant of the whole run.</summary>
    public IReadOnlyDictionary<string, Tensor> FirstState(Tensor initial, int participants) => State(ones(participants, participants, ScalarType.Float64));

    /// <inheritdoc/>
    public Aggregation Aggregate(AggregationInput input)
    {
        var preference = input.State[Preference];
        int[][] drawn = [.. input.Members.Select(member => Draw(preference, member, input))];
        var weights = Weights(input, drawn);
        using var added = tensor(ForEverybody(weights, input.Members, preference.shape[0]));
        return new Aggregation(weights, Mix(input, weights), Term: null) { State = State(preference.Plus(added)) };
    }

    private int[] Draw(Tensor preference, int member, AggregationInput input)
    {
        using var row = preference.select(0, member);
        double[] ofAll = [.. row.data<double>()];
        return WeightedDraw.Distinct([.. input.Members.Select(other => ofAll[other])], _models, input.Random);
    }

    /// <summary>The weights among those present, at their places among all participants.</summary>
    private static double[,] ForEverybody(double[,] weights, IReadOnlyList<int> members, long participants)
    {
        var all = new double[participants, participants];
        for (var i = 0; i < members.Count; i++)
            for (var j = 0; j < members.Count; j++) all[members[i], members[j]] = weights[i, j];
        return all;
    }

    private static double[,] Weights(AggregationInput input, int[][] drawn)
    {
        using var scope = NewDisposeScope();
        var models = input.Models.unbind();
        var starts = input.Start!.unbind();
        var losses = input.Losses([.. drawn.Select((candidates, i) => (IReadOnlyList<Tensor>)[starts[i], .. candidates.Select(j => models[j])])]);
        var apart = UpdateGram.Of(input.Models, input.Initial, input.Threads);
        var moved = UpdateGram.Of(input.Models, input.Start!, input.Threads);
        var weights = new double[drawn.Length, drawn.Length];
        for (var i = 0; i < drawn.Length; i++)
        {
            for (var k = 0; k < drawn[i].Length; k++)
            {
                var j = drawn[i][k];
                var help = losses[i][0] - losses[i][k + 1];
                var distance = i == j || apart.SquaredDistance(i, j) == 0 ? moved.Norm(i) : Math.Sqrt(apart.SquaredDistance(i, j));
                weights[i, j] = help > 0 && distance > 0 ? help / distance : 0;
            }

            Normalise(weights, i);
        }

        return weights;
    }

    private static void Normalise(double[,] weights, int row)
    {
        var sum = 0.0;
        for (var j = 0; j < weights.GetLength(1); j++) sum += weights[row, j];
        if (sum == 0) return;
        for (var j = 0; j < weights.GetLength(1); j++) weights[row, j] /= sum;
    }

    private static Tensor Mix(AggregationInput input, double[,] weights)
    {
        using var scope = NewDisposeScope();
        var mixed = WeightedMean.Compute(input.Models, weights, input.Threads);
        for (var i = 0; i < weights.GetLength(0); i++)
        {
            var row = i;
            if (Enumerable.Range(0, weights.GetLength(1)).All(j => weights[row, j] == 0)) mixed.select(0, i).copy_(input.Start!.select(0, i));
        }

        return mixed.MoveToOuterDisposeScope();
    }

    private static Dictionary<string, Tensor> State(Tensor preference) => new() { [Preference] = preference };
}
