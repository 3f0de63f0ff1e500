namespace Ipfl.Simulation.Tests.Configuration;

/// <summary>Every key with values at the edges of its range, inside and outside.</summary>
public sealed class KeyRangeTests
{
    private static readonly double NaN = double.NaN;
    private static readonly double Infinity = double.PositiveInfinity;

    private static readonly Dictionary<string, (object[] Allowed, object[] Refused)> Ranges = new()
    {
        ["task"] = (["demo", "cifar10-niid", "fashion-skew", "femnist", "shakespeare", "pacs"], ["Demo", "mnist", "", 1L]),
        ["algorithm"] = (["ipfl", "local", "fedavg", "fedprox", "ditto", "cfl", "fedamp", "fedfomo", "pfedgraph", "ipfl-mean", "ipfl-evidence"], ["IPFL", "fedsgd", 0L, true]),
        ["participants"] = ([1L, 100_000L], [0L, -1L, 100_001L, 2.0, "2"]),
        ["rounds"] = ([1L, 1_000_000L], [0L, 1_000_001L, 3.5, "many"]),
        ["steps"] = ([0L, 1_000_000L], [-1L, 1_000_001L, 1e3]),
        ["batch_size"] = ([1L, 1_000_000L], [0L, 1_000_001L, false]),
        ["learning_rate"] = ([1e-300, 0.5, 1L], [0L, 0.0, -0.1, NaN, Infinity, "0.1"]),
        ["momentum"] = ([0L, 0.0, 0.999999], [1L, 1.0, -0.1, NaN]),
        ["weight_decay"] = ([0L, 1e15], [-1e-9, 1.1e15, NaN, Infinity]),
        ["augment"] = ([true, false], [1L, "yes"]),
        ["seed"] = ([0L, long.MaxValue], [-1L, 1.0, "0"]),
        ["threads"] = ([1L, 1024L], [0L, 1025L, "all"]),
        ["device"] = (["cpu", "cuda", "cuda:0", "cuda:12"], ["gpu", "CPU", "cuda:", "cuda:-1", "cuda:1000", 0L]),
        ["data_dir"] = (["data"], ["", 1L]),
        ["initial_model"] = (["model.safetensors"], ["", true]),
        ["partition.kind"] = (["dirichlet", "cluster", "skew", "iid", "natural", "domain"], ["Dirichlet", "users", 1L]),
        ["partition.beta"] = ([1e-6, 1L, 1e6], [0.0, 0.9e-6, 1.1e6, NaN, "small"]),
        ["partition.clusters"] = ([1L, 100_000L], [0L, 100_001L, 3.0]),
        ["partition.within"] = ([1e-6, 1e6], [0L, 1.1e6, NaN]),
        ["partition.classes"] = ([1L, 256L], [0L, 257L, 5.0]),
        ["partition.file"] = (["split.json"], ["", 5L]),
        ["market.mechanism"] = (["marginal", "critical", "vcg", "clock", "reference"], ["VCG", "auction", 1L]),
        ["market.lambda"] = ([0L, 0.001, 1e15], [-0.001, 1.1e15, NaN, Infinity]),
        ["market.max_distance"] = ([0L, 1.5, Infinity], [-0.1, NaN, "far"]),
        ["market.gain_scale"] = ([0L, 5e5, 1e15], [-1L, 1.1e15, NaN, Infinity]),
        ["market.sharing_cost"] = ([0L, 1e15, Infinity], [-1L, 1.1e15, NaN, "inf"]),
        ["market.audit"] = ([true, false], [1L, "yes"]),
        ["market.record"] = ([true, false], [1L, "yes"]),
        ["ipfl.eta"] = ([1e-9, 5L], [0L, -5.0, NaN, Infinity]),
        ["ipfl.distance"] = (["cosine", "l2"], ["L2", "euclid", 2L]),
        ["ipfl.import"] = (["pull", "mean"], ["push", 1L]),
        ["ipfl.clip"] = ([1e-3, 2L, 1e15], [0L, -1.0, 1.1e15, NaN, "two"]),
        ["ipfl.pull"] = (["published", "normalised"], ["normalized", true]),
        ["ipfl.keep_if_worse"] = ([true, false], [1L, "yes"]),
        ["market.evidence"] = (["none", "cosine", "validation", "probe"], ["loss", 1L]),
        ["market.evidence_margin"] = ([0L, 1.5, 1000L], [-0.1, 1000.1, NaN, "some"]),
        ["market.evidence_every"] = ([1L, 1_000_000L], [0L, 1_000_001L, 2.0]),
        ["market.evidence_candidates"] = ([1L, 100_000L], [0L, 100_001L, "all"]),
        ["market.exclusive_distance"] = ([0L, 0.05, 2L], [-0.1, 2.1, NaN]),
        ["market.reference_gain"] = ([0L, 5e5, 1e15], [-1L, 1.1e15, NaN, Infinity]),
        ["evaluation.validation"] = ([0L, 0.1, 0.9], [-0.1, 0.91, NaN, "a tenth"]),
        ["evaluation.probe"] = ([0L, 0.02, 0.9], [-0.1, 0.91, NaN, 1L]),
        ["evaluation.worth_samples"] = ([0L, 512L, 1_000_000_000L], [-1L, 1_000_000_001L, 0.5, "all"]),
        ["fedprox.mu"] = ([0L, 0.01, 1e15], [-0.01, 1.1e15, NaN, Infinity]),
        ["ditto.lambda"] = ([0L, 1.0, 1e15], [-1L, 1.1e15, NaN, Infinity]),
        ["cfl.epsilon1"] = ([0L, 2.0, 1e15], [-2.0, 1.1e15, NaN, Infinity]),
        ["cfl.epsilon2"] = ([0L, 2.5, 1e15], [-2.5, 1.1e15, NaN, Infinity]),
        ["fedamp.lambda"] = ([0L, 0.01, 1e15], [-0.01, 1.1e15, NaN, Infinity]),
        ["fedamp.self_weight"] = ([0L, 0.3, 1L], [-0.1, 1.1, NaN, "half"]),
        ["fedamp.sharpness"] = ([0L, 10L, 1e15], [-10L, 1.1e15, NaN, Infinity]),
        ["fedfomo.models"] = ([1L, 100_000L], [0L, 100_001L, 6.0, "all"]),
        ["pfedgraph.lambda"] = ([0L, 0.01, 1e15], [-0.01, 1.1e15, NaN, Infinity]),
        ["pfedgraph.alpha"] = ([1e-6, 0.8, 1e6], [0L, 0.9e-6, 1.1e6, NaN]),
        ["llm.model"] = (["checkpoint"], ["", 1L]),
        ["llm.precision"] = (["float32", "bf16", "int8"], ["fp16", 8L]),
        ["llm.rank"] = ([1L, 32L, 65_536L], [0L, 65_537L, 8.0]),
        ["llm.alpha"] = ([1e-3, 64L, 1e6], [0L, -1.0, 1.1e6, NaN, Infinity]),
        ["llm.dropout"] = ([0L, 0.05, 0.999], [1L, -0.1, NaN]),
        ["llm.targets"] = (["q_proj", "q_proj, v_proj", "gate_proj,up_proj,down_proj"], ["", "q_proj,q_proj", "lm_head", "q_proj,", 1L]),
        ["llm.max_tokens"] = ([8L, 1_000_000L], [7L, 1_000_001L, 512.0]),
        ["llm.test_records"] = ([1L, 1_000_000_000L], [0L, 1_000_000_001L, "all"]),
        ["llm.template"] = (["alpaca", "vicuna", "chat"], ["none", 1L]),
        ["llm.final_learning_rate"] = ([0L, 1e-6], [-1e-9, NaN, Infinity]),
        ["llm.checkpointing"] = ([true, false], [1L, "yes"]),
        ["behaviour.types"] = (["uniform", "inclusive"], ["exclusive", 1L]),
        ["behaviour.sellers"] = (["generous", "at-cost"], ["at cost", true]),
        ["behaviour.liars"] = ([0L, 0.5, 1L], [-0.1, 1.1, NaN, "some"]),
        ["behaviour.lie"] = (["cost", "samples"], ["gain", 1L]),
        ["behaviour.lie_factor"] = ([1e-6, 0.5, 2L, 1e6], [0L, 0.9e-6, -2.0, 1.1e6, NaN, "twice"]),
        ["behaviour.free_riders"] = ([0L, 0.5, 0.9], [-0.1, 1.1, NaN, true]),
        ["behaviour.free_rider_upload"] = (["same-value", "gaussian"], ["ones", 1L]),
        ["behaviour.attackers"] = ([0L, 0.5, 0.9], [-0.1, 1.1, NaN, "some"]),
        ["behaviour.attack"] = (["shuffle", "sign-flip"], ["signflip", 1L]),
        ["behaviour.attack_stays"] = ([true, false], [1L, "yes"]),
        ["behaviour.adversary"] = (["overclaim", "initial", "copy", "scaled", "reseller", "sybils", "idle"], ["Copy", "thief", 1L]),
        ["behaviour.adversaries"] = ([0.1, 0.5, "p3", "p3, p0", "p3,p0"], [-0.1, 1.1, NaN, 2L, "", "3", "p3, p3", "p03", "q1", true]),
        ["behaviour.factor"] = ([1e-6, 10L, 1e12], [0L, -1.0, 1.1e12, NaN, "ten"]),
        ["behaviour.copy_of"] = (["p0", "p9"], ["9", "", "p-1", 9L]),
        ["behaviour.copy_noise"] = ([0L, 0.3, 1e6], [-0.1, 1.1e6, NaN]),
        ["behaviour.names"] = ([2L, 1000L], [1L, 1001L, 2.0]),
        ["behaviour.sybil_kind"] = (["split", "same", "shill"], ["Split", 1L]),
        ["behaviour.adversary_buys"] = ([true, false], [1L, "yes"]),
        ["behaviour.drop_out"] = (["none", "strict", "probabilistic"], ["always", false]),
        ["behaviour.schedule"] = (["2 leave p1; 3 join p1", "2 change p0 samples=5 gain_scale=0 sharing_cost=inf"], ["", 5L, true]),
    };

    public static TheoryData<string> Keys => [.. ConfigSchema.Keys.Select(key => key.Path)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_takes_what_is_in_its_range(string key)
    {
        foreach (var value in Ranges[key].Allowed)
        {
            var written = Given.Config([.. Where(key), (key, value)]).ToToml();
            var name = key.Split('.')[^1];
            Assert.Contains($"\n{name} = ", $"\n{written}", StringComparison.Ordinal);
            Assert.Equal(written, Given.Toml(written).ToToml());
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_refuses_what_is_out_of_its_range(string key)
    {
        foreach (var value in Ranges[key].Refused)
        {
            var message = Given.Refusal([.. Where(key), (key, value)]);
            Assert.StartsWith($"here: {key}: found ", message, StringComparison.Ordinal);
            Assert.EndsWith($"allowed is {ConfigSchema.Find(key)!.Allowed}", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_list_or_a_date_is_no_value_of_any_key()
    {
        foreach (var key in ConfigSchema.Keys)
        {
            Assert.Contains("found a list or table", Given.Refusal((key.Path, new object[] { 1L })), StringComparison.Ordinal);
        }
    }

    /// <summary>What has to be chosen beside a key so that it has an effect.</summary>
    private static (string, object)[] Where(string key) => key switch
    {
        "data_dir" => [("task", "fashion-niid")],
        _ when key.StartsWith("llm.", StringComparison.Ordinal) => [("task", "instruct")],
        "partition.clusters" or "partition.within" => [("partition.kind", "cluster")],
        "partition.classes" => [("partition.kind", "skew")],
        "partition.file" => [("partition.kind", "file")],
        "ipfl.clip" or "ipfl.keep_if_worse" => [("ipfl.import", "mean")],
        "market.evidence_margin" or "market.evidence_every" or "market.evidence_candidates" => [("market.evidence", "validation")],
        "market.exclusive_distance" => [("market.mechanism", "vcg")],
        "market.reference_gain" => [("market.mechanism", "reference")],
        "behaviour.types" => [("participants", 12L)],
        "behaviour.sellers" => [("participants", 12L), ("behaviour.types", "inclusive")],
        "behaviour.lie" or "behaviour.lie_factor" => [("behaviour.liars", 0.2)],
        "behaviour.free_rider_upload" => [("behaviour.free_riders", 0.2)],
        "behaviour.attack" or "behaviour.attack_stays" => [("behaviour.attackers", 0.2)],
        "behaviour.adversaries" or "behaviour.adversary_buys" => [("behaviour.adversary", "initial")],
        "behaviour.factor" => [("behaviour.adversary", "scaled")],
        "behaviour.copy_of" or "behaviour.copy_noise" => [("behaviour.adversary", "copy")],
        "behaviour.sybil_kind" or "behaviour.names" => [("behaviour.adversary", "sybils")],
        _ => [],
    };
}
