using CsCheck;

namespace Ipfl.Simulation.Tests.Configuration;

public sealed class RoundTripTests
{
    private static readonly Gen<(string, object)> AnyValue = Gen.OneOf(
        Pair(Gen.Long[1, 100_000], "participants", "batch_size", "rounds"),
        Pair(Gen.Long[0, 1_000_000], "steps", "seed"),
        Pair(Gen.Double[0, 1e15], "fedprox.mu", "ditto.lambda", "cfl.epsilon1", "cfl.epsilon2", "fedamp.lambda", "fedamp.sharpness", "pfedgraph.lambda"),
        Pair(Gen.Double[0, 1], "fedamp.self_weight"),
        Pair(Gen.Double[1e-6, 1e6], "pfedgraph.alpha"),
        Pair(Gen.Long[1, 100_000], "fedfomo.models"),
        Pair(Gen.Double[0, 1e15], "weight_decay", "market.lambda", "market.gain_scale", "market.sharing_cost"),
        Pair(Gen.Double[double.Epsilon, 1e300], "learning_rate", "market.max_distance"),
        Pair(Gen.Double[1e-15, 1e15], "ipfl.eta"),
        Pair(Gen.Const(double.PositiveInfinity), "market.max_distance", "market.sharing_cost"),
        Pair(Gen.Bool, "augment", "market.audit"),
        Pair(Gen.String[1, 20].Select(name => $"/{name.Replace('\0', '_')}"), "initial_model"),
        Pair(OneOf([.. TaskCatalogue.All.Where(task => task.Kind == TaskKind.Images).Select(task => task.Id)]), "task"),
        Pair(OneOf("cosine", "l2"), "ipfl.distance"),
        Pair(OneOf("dirichlet", "cluster", "skew", "iid", "natural", "domain"), "partition.kind"));

    [Fact]
    public void A_written_configuration_reads_back_as_the_same_one() => AnyValue.Array[0, 12].Sample(
        given =>
        {
            var written = Given.Config(Fitting(given)).ToToml();
            Assert.Equal(written, Given.Toml(written).ToToml());
        },
        iter: 500);

    [Fact]
    public void The_written_form_is_complete_and_in_the_order_of_the_schema()
    {
        var written = Given.Config().ToToml();
        Assert.Equal(
            """
            task = "demo"
            algorithm = "ipfl"
            participants = 10
            rounds = 15
            steps = 60
            batch_size = 64
            learning_rate = 0.01
            momentum = 0.9
            weight_decay = 1E-05
            augment = false
            seed = 0
            [partition]
            kind = "dirichlet"
            beta = 0.1
            [market]
            mechanism = "marginal"
            lambda = 0.001
            max_distance = 2.0
            gain_scale = 500000.0
            sharing_cost = 1.0
            audit = false
            record = false
            [ipfl]
            eta = 5.0
            distance = "cosine"
            [evaluation]
            worth_samples = 512
            [fedprox]
            mu = 0.01
            [ditto]
            lambda = 1.0
            [cfl]
            epsilon1 = 2.0
            epsilon2 = 2.5
            [fedamp]
            lambda = 0.01
            self_weight = 0.3
            sharpness = 10.0
            [fedfomo]
            models = 6
            [pfedgraph]
            lambda = 0.01
            alpha = 0.8
            [behaviour]
            types = "uniform"
            liars = 0.0
            free_riders = 0.0
            attackers = 0.0
            drop_out = "none"

            """.ReplaceLineEndings("\n"),
            written);
    }

    /// <summary>Without the augmentation that some tasks refuse.</summary>
    private static IEnumerable<(string, object)> Fitting((string Key, object Value)[] given) =>
        given.LastOrDefault(pair => pair.Key == "task").Value is string task && !TaskCatalogue.Find(task).CanAugment
            ? given.Where(pair => pair.Key != "augment")
            : given;

    private static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);

    private static Gen<(string, object)> Pair<T>(Gen<T> values, params string[] keys) where T : notnull =>
        Gen.Select(OneOf(keys), values, (key, value) => (key, (object)value));
}
