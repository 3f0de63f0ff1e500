using Ipfl.Data;
using Ipfl.Learning.Tests.Aggregation;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Algorithms;

/// <summary>Models on a plane; a loss is what the test says about a model, for each participant.</summary>
public sealed class FedFomoTests : TorchTest
{
    private static readonly float[,] Starts = { { 0, 0 }, { 0, 1 }, { 0, 2 } };
    private static readonly float[,] Trained = { { 3, 0 }, { 3, 4 }, { 0, 4 } };

    [Fact]
    public void Weights_are_what_a_model_helps_per_distance_normalised()
    {
        // Participant 0: its start 10, models 8, 5, 12. ‖θ_0 − θ_1‖ = 4; its own counts from its start, 3 away.
        using var result = Aggregate((participant, model) => participant == 0 ? LossOf(model, start: 10, 8, 5, 12) : 1);
        var (own, other) = (2 / 3.0, 5 / 4.0);
        Near.Equal([own / (own + other), other / (own + other), 0], Row(result.Graph, 0), 1e-6);
        Near.Equal([3, 4 * other / (own + other)], result.Models![0].Numbers(), 1e-5);
    }

    [Fact]
    public void Who_finds_no_model_that_helps_goes_back_to_its_start()
    {
        using var result = Aggregate((participant, model) => participant == 1 ? LossOf(model, start: 1, 1, 1, 2) : LossOf(model, start: 3, 2, 2, 2));
        Assert.Equal([0, 0, 0], Row(result.Graph, 1));
        Assert.Equal([0, 1], result.Models![1].Numbers());
        Assert.Equal(1, Row(result.Graph, 0).Sum(), 1e-12);
        Assert.Equal(1, Row(result.Graph, 2).Sum(), 1e-12);
    }

    [Fact]
    public void What_helped_is_preferred_from_then_on_and_adds_up()
    {
        double Loss(int participant, double[] model) => participant == 1 ? 1 : LossOf(model, start: 10, 8, 5, 12);
        using var first = Aggregate(Loss);
        var graph = first.Graph;
        Near.Equal([1 + graph[0, 0], 1 + graph[0, 1], 1, 1, 1, 1, 1 + graph[2, 0], 1 + graph[2, 1], 1], first.State!["preference"].Numbers(), 1e-12);
        using var second = Aggregate(Loss, state: first.State);
        Near.Equal([1 + 2 * graph[0, 0], 1 + 2 * graph[0, 1], 1], second.State!["preference"][0].Numbers(), 1e-12);
    }

    [Fact]
    public void A_copy_of_one_s_own_model_weighs_as_much_as_one_s_own()
    {
        using var result = Aggregate((_, model) => model[0] == 3 ? 1 : 2, trained: new float[,] { { 3, 0 }, { 3, 0 }, { 0, 4 } });
        Near.Equal([0.5, 0.5, 0], Row(result.Graph, 0), 1e-12);
    }

    [Fact]
    public void Models_that_were_not_drawn_are_neither_judged_nor_used()
    {
        const int M = 12;
        var judged = new List<int>();
        var algorithm = new FedFomoAlgorithm(4);
        var input = Inputs.Of(zeros(3), randn(M, 3), new long[M]) with
        {
            Start = randn(M, 3),
            State = algorithm.FirstState(zeros(3), M),
            Losses = models =>
            {
                judged.AddRange(models.Select(own => own.Count));
                return [.. models.Select(own => own.Select((_, k) => k == 0 ? 2.0 : 1.0).ToArray())];
            },
        };
        using var result = algorithm.Aggregate(input);
        Assert.Equal(Enumerable.Repeat(5, M), judged);
        Assert.All(Enumerable.Range(0, M), i => Assert.Equal(4, Row(result.Graph, i).Count(weight => weight > 0)));
    }

    [Fact]
    public void Draws_are_distinct_and_as_likely_as_their_weights_one_after_another()
    {
        const int Draws = 20_000;
        var random = new RandomStream(4, RandomPurpose.Algorithm);
        var counts = new Dictionary<(int, int), int>();
        for (var draw = 0; draw < Draws; draw++)
        {
            var drawn = WeightedDraw.Distinct([1, 2, 5], 2, random);
            counts[(drawn[0], drawn[1])] = counts.GetValueOrDefault((drawn[0], drawn[1])) + 1;
        }

        // 1/8·2/7 + 2/8·1/6, 1/8·5/7 + 5/8·1/3, 2/8·5/6 + 5/8·2/3; five standard deviations.
        Assert.Equal(3, counts.Count);
        foreach (var (pair, chance) in new[] { ((0, 1), 13 / 168.0), ((0, 2), 25 / 84.0), ((1, 2), 5 / 8.0) })
            Assert.InRange(counts[pair], Draws * chance - 350, Draws * chance + 350);
        Assert.Equal([0, 1, 2], WeightedDraw.Distinct([1, 2, 5], 6, random));
    }

    [Fact]
    public void Preferences_belong_to_participants_whoever_is_absent()
    {
        double Loss(int participant, double[] model) => LossOf(model, start: 10, 8, 5, 12);
        using var among3 = Aggregate(Loss);
        var before = ones(5, 5, ScalarType.Float64);
        before[1, 3] = 7;
        var algorithm = new FedFomoAlgorithm(6);
        using var among5 = algorithm.Aggregate(Inputs.Of(zeros(2), tensor(Trained), [1, 1, 1]) with
        {
            Members = [0, 2, 4],
            Start = tensor(Starts),
            State = new Dictionary<string, Tensor> { ["preference"] = before },
            Losses = models => [.. models.Select((own, participant) => own.Select(model => Loss(participant, model.Numbers())).ToArray())],
        });
        Assert.Equal(among3.Graph, among5.Graph);
        var expected = before.clone();
        int[] members = [0, 2, 4];
        for (var i = 0; i < 3; i++)
            for (var j = 0; j < 3; j++) expected[members[i], members[j]] += among3.Graph[i, j];
        Assert.Equal(expected.Numbers(), among5.State!["preference"].Numbers());
    }

    [Fact]
    public void Absentees_are_not_drawn_and_those_present_are_by_their_own_preference()
    {
        // 0 prefers 3 beyond all others, whose row is the second of those present.
        var preference = ones(4, 4, ScalarType.Float64);
        preference[0, 3] = 1e12;
        preference[0, 1] = 1e15;
        using var result = new FedFomoAlgorithm(1).Aggregate(Inputs.Of(zeros(2), randn(2, 2), [1, 1]) with
        {
            Members = [0, 3],
            Start = randn(2, 2),
            State = new Dictionary<string, Tensor> { ["preference"] = preference },
            Losses = models => [.. models.Select(own => own.Select((_, k) => k == 0 ? 2.0 : 1.0).ToArray())],
        });
        Assert.Equal([0, 1], Row(result.Graph, 0));
    }

    private static double LossOf(double[] model, double start, params double[] trained)
    {
        for (var j = 0; j < 3; j++)
            if (model[0] == Trained[j, 0] && model[1] == Trained[j, 1]) return trained[j];
        return start;
    }

    private static double[] Row(double[,] matrix, int row) => [.. Enumerable.Range(0, matrix.GetLength(1)).Select(j => matrix[row, j])];

    private static Ipfl.Learning.Aggregation Aggregate(Func<int, double[], double> loss, float[,]? trained = null, IReadOnlyDictionary<string, Tensor>? state = null)
    {
        var algorithm = new FedFomoAlgorithm(6);
        return algorithm.Aggregate(Inputs.Of(zeros(2), tensor(trained ?? Trained), [1, 1, 1]) with
        {
            Start = tensor(Starts),
            State = state ?? algorithm.FirstState(zeros(2), 3),
            Losses = models => [.. models.Select((own, participant) => own.Select(model => loss(participant, model.Numbers())).ToArray())],
        });
    }
}
