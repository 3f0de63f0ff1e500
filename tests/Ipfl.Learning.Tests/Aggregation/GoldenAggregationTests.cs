namespace Ipfl.Learning.Tests.Aggregation;

[Trait("Category", "Golden")]
public sealed class GoldenAggregationTests : TorchTest
{
    private const double Tolerance = 1e-9;
    private const double Eta = 5;

    [Fact]
    public void Cosine_distances_agree()
    {
        using var golden = new Golden("aggregation.safetensors");
        Near.Equal(golden.Matrix("distance"), ModelDistance.Cosine(golden.Doubles("theta"), golden.Doubles("theta0")), Tolerance);
    }

    [Fact]
    public void Proximal_centres_agree()
    {
        using var golden = new Golden("aggregation.safetensors");
        var centres = ProximalCentre.Cosine(golden.Doubles("theta"), golden.Doubles("theta0"), golden.Matrix("ipfl_graph"), Eta);
        Near.Equal(golden.Numbers("ipfl_proximal_center"), centres.Numbers(), Tolerance);
    }

    [Fact]
    public void The_algorithm_asks_the_market_and_hands_on_its_centres()
    {
        using var golden = new Golden("aggregation.safetensors");
        double[,]? asked = null;
        var input = Input(golden, distances =>
        {
            asked = distances;
            return golden.Matrix("ipfl_graph");
        });

        using var result = new IpflAlgorithm(new IpflOptions { Eta = Eta, Lambda = 0.05 }).Aggregate(input);

        Near.Equal(golden.Matrix("distance"), asked!, Tolerance);
        Assert.Equal(golden.Matrix("ipfl_graph"), result.Graph);
        Assert.Null(result.Models);
        Near.Equal(golden.Numbers("ipfl_proximal_center"), result.Term!.Centres.Numbers(), Tolerance);
        Assert.Equal(0.05 / Eta, result.Term.Weight);
    }

    [Fact]
    public void Federated_average_agrees_in_every_row()
    {
        using var golden = new Golden("aggregation.safetensors");
        using var result = new FedAvgAlgorithm().Aggregate(Input(golden, _ => throw new InvalidOperationException("fedavg does not trade")));
        var expected = golden.Numbers("fedavg");
        for (var i = 0; i < golden.Shape("theta")[0]; i++) Near.Equal(expected, result.Models![i].Numbers(), Tolerance);
    }

    [Fact]
    public void Attentive_weights_and_centres_agree()
    {
        using var golden = new Golden("aggregation.safetensors");
        using var result = AlgorithmCatalogue.Create("fedamp", new AlgorithmOptions()).Aggregate(Input(golden, Inputs.NoTrade));
        Near.Equal(golden.Matrix("fedamp_weights"), result.Graph, Tolerance);
        Near.Equal(golden.Numbers("fedamp_center"), result.Term!.Centres.Numbers(), Tolerance);
        Assert.Equal((typeof(ProximalTerm), 0.01), (result.Term.GetType(), result.Term.Weight));
    }

    [Fact]
    public void Collaboration_graph_and_its_models_agree()
    {
        using var golden = new Golden("aggregation.safetensors");
        using var result = AlgorithmCatalogue.Create("pfedgraph", new AlgorithmOptions()).Aggregate(Input(golden, Inputs.NoTrade));
        Near.Equal(golden.Matrix("pfedgraph_weights"), result.Graph, Tolerance);
        Near.Equal(golden.Numbers("pfedgraph_model"), result.Models!.Numbers(), Tolerance);
        Near.Equal(golden.Numbers("pfedgraph_model"), result.Term!.Centres.Numbers(), Tolerance);
        Assert.Equal((typeof(CosineTerm), 0.01), (result.Term.GetType(), result.Term.Weight));
    }

    [Fact]
    public void Norms_of_the_updates_agree()
    {
        using var golden = new Golden("aggregation.safetensors");
        var updates = UpdateGram.Of(golden.Doubles("theta"), golden.Doubles("theta_start"));
        var (mean, largest) = CflAlgorithm.UpdateNorms(updates, [.. Enumerable.Range(0, updates.Count)]);
        Near.Equal(golden.Numbers("cfl_update_norms"), [mean, largest], Tolerance);
    }

    private static AggregationInput Input(Golden golden, Trade trade) =>
        Inputs.Of(golden.Doubles("theta0"), golden.Doubles("theta"), golden.Integers("samples"), trade);
}
