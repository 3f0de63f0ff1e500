using Ipfl.Learning.Tests.Aggregation;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Algorithms;

/// <summary>FedProx and Ditto: both are pulled to a global model, from the first round on.</summary>
public sealed class GlobalModelTests : TorchTest
{
    private readonly Tensor _initial = tensor(new float[] { 1, 2 });
    private readonly Tensor _models = tensor(new float[,] { { 2, 0 }, { 6, 8 } });

    [Fact]
    public void Fedprox_averages_and_pulls_to_the_average()
    {
        var algorithm = new FedProxAlgorithm(0.25);
        AssertTerm([1, 2], 0.25, algorithm.FirstTerm(_initial));

        using var result = algorithm.Aggregate(Inputs.Of(_initial, _models, [3, 1]));
        Assert.Equal([3, 2, 3, 2], result.Models!.Numbers());
        AssertTerm([3, 2], 0.25, result.Term);
        Assert.Equal(new[,] { { 0.75, 0.25 }, { 0.75, 0.25 } }, result.Graph);
    }

    [Fact]
    public void Ditto_averages_the_global_copies_and_leaves_personal_models_alone()
    {
        var algorithm = new DittoAlgorithm(0.5);
        var state = algorithm.FirstState(_initial, 2);
        AssertTerm([1, 2], 0.5, algorithm.FirstTerm(_initial));
        Assert.Equal([1, 2, 1, 2], algorithm.FurtherModels(state, 2)!.Numbers());

        var personal = tensor(new float[,] { { 100, 100 }, { 200, 200 } });
        using var result = algorithm.Aggregate(Inputs.Of(_initial, personal, [3, 1]) with { State = state, FurtherModels = _models });
        Assert.Null(result.Models);
        AssertTerm([3, 2], 0.5, result.Term);
        Assert.Equal([3, 2, 3, 2, 3, 2], algorithm.FurtherModels(result.State!, 3)!.Numbers());
        Assert.Equal(new[,] { { 0.75, 0.25 }, { 0.75, 0.25 } }, result.Graph);
    }

    private static void AssertTerm(double[] centre, double weight, LocalTerm? term)
    {
        var proximal = Assert.IsType<ProximalTerm>(term);
        Assert.Equal([1, centre.Length], proximal.Centres.shape);
        Assert.Equal(centre, proximal.Centres.Numbers());
        Assert.Equal(weight, proximal.Weight);
    }
}
