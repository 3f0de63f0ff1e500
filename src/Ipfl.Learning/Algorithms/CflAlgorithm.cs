using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// <c>cfl</c> (Sattler 2020), clustered federated learning: all begin in one cluster. With ΔW_i = θ_i − θ_i(start), a cluster whose mean
/// update is short, ‖mean ΔW‖ &lt; ε₁, while a member still moves, max ‖ΔW_i‖ &gt; ε₂, and that has over 2 members is split in two by the
/// updates' cosines. Then θ_i = θ_i(start) + the mean ΔW of its cluster. As members of a cluster have begun together ever since θ⁰, that
/// is the mean of their models, and a running variance stays at or above zero but for rounding; not so once somebody has joined later or
/// uploaded anything but its model.
/// </summary>
/// <param name="epsilon1">ε₁, at least 0.</param>
/// <param name="epsilon2">ε₂, at least 0.</param>
public sealed class CflAlgorithm(double epsilon1, double epsilon2) : IAlgorithm
{
    private const string Cluster = "cluster";
    private static readonly AlgorithmParameter Epsilon1 = AlgorithmParameter.Amount("epsilon1", 2.0);
    private static readonly AlgorithmParameter Epsilon2 = AlgorithmParameter.Amount("epsilon2", 2.5);
    private readonly double _epsilon1 = Epsilon1.Check(epsilon1);
    private readonly double _epsilon2 = Epsilon2.Check(epsilon2);

    /// <summary>The catalogue's entry.</summary>
    public static AlgorithmEntry Entry { get; } = new("cfl", values => new CflAlgorithm(values[0], values[1]), Epsilon1, Epsilon2);

    /// <inheritdoc/>
    public string Name => Entry.Name;

    /// <inheritdoc/>
    public EvaluationPoint Evaluation => EvaluationPoint.OwnModelAfterTraining;

    /// <inheritdoc/>
    public bool Trades => false;

    /// <inheritdoc/>
    public bool NeedsStart => true;

    /// <summary>The number of each participant's cluster, int64: one for each of the whole run. Who joins later begins in cluster 0.</summary>
    public IReadOnlyDictionary<string, Tensor> FirstState(Tensor initial, int participants) => State(new long[participants]);

    /// <inheritdoc/>
    public Aggregation Aggregate(AggregationInput input)
    {
        var updates = UpdateGram.Of(input.Models, input.Start!, input.Threads);
        long[] everybody = [.. input.State[Cluster].data<long>()];
        long[] labels = [.. input.Members.Select(member => everybody[member])];
        foreach (var cluster in Clusters(labels))
        {
            if (!Splits(updates, cluster)) continue;
            var (_, second) = CompleteLinkage.Halves(cluster, updates.Cosine);
            var fresh = everybody.Max() + 1;
            foreach (var i in second) labels[i] = everybody[input.Members[i]] = fresh;
        }

        var graph = SharesWithinClusters(labels);
        return new Aggregation(graph, AddMeans(input, graph), Term: null) { State = State(everybody) };
    }

    /// <summary>[‖mean ΔW‖, max ‖ΔW_i‖] over some participants.</summary>
    internal static (double Mean, double Largest) UpdateNorms(UpdateGram updates, int[] members)
    {
        var sum = members.Sum(i => members.Sum(j => updates.Product(i, j)));
        return (Math.Sqrt(Math.Max(0, sum)) / members.Length, members.Max(updates.Norm));
    }

    private bool Splits(UpdateGram updates, int[] cluster)
    {
        var (mean, largest) = UpdateNorms(updates, cluster);
        return cluster.Length > 2 && mean < _epsilon1 && largest > _epsilon2;
    }

    private static int[][] Clusters(long[] labels) =>
        [.. Enumerable.Range(0, labels.Length).GroupBy(i => labels[i]).Select(group => group.ToArray())];

    private static double[,] SharesWithinClusters(long[] labels)
    {
        var graph = new double[labels.Length, labels.Length];
        foreach (var cluster in Clusters(labels))
            foreach (var i in cluster)
                foreach (var j in cluster) graph[i, j] = 1.0 / cluster.Length;
        return graph;
    }

    private static Tensor AddMeans(AggregationInput input, double[,] shares)
    {
        // θ_i(start) = θ_i − ΔW_i.
        var factors = (double[,])shares.Clone();
        for (var i = 0; i < factors.GetLength(0); i++) factors[i, i]--;
        using var updates = UpdateMatrix.Of(input.Models, input.Start!);
        return RowMixture.Of(updates, factors, addModels: true, input.Models.dtype, input.Threads);
    }

    private static Dictionary<string, Tensor> State(long[] labels) => new() { [Cluster] = tensor(labels) };
}
