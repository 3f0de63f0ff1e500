using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Aggregation;

public sealed class AlgorithmTests : TorchTest
{
    private static readonly double[,] Identity = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };

    [Fact]
    public void Local_exchanges_nothing()
    {
        using var result = AlgorithmCatalogue.Create("local", new AlgorithmOptions()).Aggregate(Input(NoTrade));
        Assert.Equal(Identity, result.Graph);
        Assert.Null(result.Models);
        Assert.Null(result.Term);
    }

    [Fact]
    public void Fedavg_gives_everyone_the_mean_by_samples()
    {
        using var result = AlgorithmCatalogue.Create("fedavg", new AlgorithmOptions()).Aggregate(Input(NoTrade));
        Assert.Equal(new[,] { { 0.1, 0.3, 0.6 }, { 0.1, 0.3, 0.6 }, { 0.1, 0.3, 0.6 } }, result.Graph);
        Assert.Equal([3, 2], result.Models!.shape);
        // 0.1·1 + 0.3·3 + 0.6·5 = 4 and 0.1·2 + 0.3·4 + 0.6·6 = 5
        for (var i = 0; i < 3; i++) Near.Equal([4, 5], result.Models[i].Numbers(), 1e-6);
        Assert.Equal(ScalarType.Float32, result.Models.dtype);
        Assert.Null(result.Term);
    }

    [Theory]
    [InlineData(ModelDistanceKind.Cosine)]
    [InlineData(ModelDistanceKind.SquaredEuclidean)]
    public void Ipfl_trades_by_the_chosen_distance_and_pulls_by_lambda_over_eta(ModelDistanceKind kind)
    {
        var options = new AlgorithmOptions { Ipfl = new IpflOptions { Eta = 4, Lambda = 2, Distance = kind } };
        var weights = new double[,] { { 0, 3, 0 }, { 0, 0, 2 }, { 0, 0, 0 } };
        double[,]? asked = null;
        var input = Input(distances =>
        {
            asked = distances;
            return weights;
        });
        using var result = AlgorithmCatalogue.Create("ipfl", options).Aggregate(input);

        Assert.Equal(ModelDistance.Of(kind, input.Models, input.Initial), asked);
        Assert.Same(weights, result.Graph);
        Assert.Equal(0.5, result.Term!.Weight);
        Near.Equal(ProximalCentre.Of(kind, input.Models, input.Initial, weights, 4).Numbers(), result.Term.Centres.Numbers(), 0);
    }

    [Fact]
    public void The_input_is_left_as_it_was()
    {
        foreach (var name in AlgorithmCatalogue.Names)
        {
            var algorithm = AlgorithmCatalogue.Create(name, new AlgorithmOptions());
            var input = Inputs.For(algorithm, Input(_ => new double[,] { { 0, 1, 0 }, { 1, 0, 0 }, { 1, 0, 0 } }));
            Tensor[] given = [input.Initial, input.Models, .. input.State.Values, .. new[] { input.Start, input.FurtherModels }.OfType<Tensor>()];
            var before = given.Select(each => each.bytes.ToArray()).ToArray();
            algorithm.Aggregate(input).Dispose();
            Assert.Equal(before, given.Select(each => each.bytes.ToArray()));
        }
    }

    [Theory]
    [InlineData("ipfl", true, EvaluationPoint.OwnModelAfterTraining)]
    [InlineData("local", false, EvaluationPoint.OwnModelAfterTraining)]
    [InlineData("fedavg", false, EvaluationPoint.GlobalModelAfterAggregation)]
    [InlineData("fedprox", false, EvaluationPoint.GlobalModelAfterAggregation)]
    [InlineData("ditto", false, EvaluationPoint.OwnModelAfterTraining)]
    [InlineData("cfl", false, EvaluationPoint.OwnModelAfterTraining)]
    [InlineData("fedamp", false, EvaluationPoint.OwnModelAfterTraining)]
    [InlineData("fedfomo", false, EvaluationPoint.OwnModelAfterTraining)]
    [InlineData("pfedgraph", false, EvaluationPoint.OwnModelAfterTraining)]
    public void Each_says_whether_it_trades_and_what_is_judged(string name, bool trades, EvaluationPoint evaluation)
    {
        var algorithm = AlgorithmCatalogue.Create(name, new AlgorithmOptions());
        Assert.Equal((name, trades, evaluation), (algorithm.Name, algorithm.Trades, algorithm.Evaluation));
    }

    [Fact]
    public void Unknown_names_and_parameters_out_of_range_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => AlgorithmCatalogue.Create("fedsgd", new AlgorithmOptions()));
        Assert.Contains("'fedsgd'", error.Message);
        Assert.Contains("fedavg", error.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new IpflAlgorithm(new IpflOptions { Eta = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new IpflAlgorithm(new IpflOptions { Lambda = -1 }));
        Assert.Throws<ArgumentException>(() => WeightedMean.Shares([0, 0]));
        foreach (var (path, parameter) in AlgorithmCatalogue.Parameters)
        {
            foreach (var wrong in new[] { double.NaN, double.PositiveInfinity, parameter.Minimum - 1, -1e-9 })
            {
                var options = new AlgorithmOptions { Numbers = new Dictionary<string, double> { [path] = wrong } };
                Assert.Throws<ArgumentOutOfRangeException>(parameter.Name, () => AlgorithmCatalogue.Create(path.Split('.')[0], options));
            }
        }
    }

    private static AggregationInput Input(Trade trade) =>
        Inputs.Of(tensor(new float[] { 0, 1 }), tensor(new float[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } }), [10, 30, 60], trade);

    private static double[,] NoTrade(double[,] distances) => throw new InvalidOperationException("this algorithm does not trade");
}
