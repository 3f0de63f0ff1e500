using Ipfl.Learning;
using Ipfl.Simulation.Tests.Configuration;

namespace Ipfl.Simulation.Tests.Auditing;

/// <summary>Where nothing is traded, there is nothing to audit: a run says so, a comparison audits the cells that trade.</summary>
public sealed class AuditKeyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Untrading => [.. AlgorithmCatalogue.Names.Where(name => !name.StartsWith("ipfl", StringComparison.Ordinal))];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Untrading))]
    public void An_audit_without_effect_is_refused(string algorithm)
    {
        Assert.Equal(
            $"here: market.audit has no effect on algorithm {algorithm}, which does not trade; remove it or choose one that trades",
            Given.Refusal(("algorithm", algorithm), ("market.audit", true)));
        Given.Config(("algorithm", algorithm), ("market.audit", false));
    }

    [Fact]
    public void An_algorithm_of_one_s_own_that_does_not_trade_is_refused() => Assert.Contains(
        "market.audit has no effect on algorithm fedavg",
        Message.Of(() => Experiment.Prepare(SmallFederation.Config(("market.audit", true)), SmallFederation.Data, AlgorithmCatalogue.Create("fedavg", new()))),
        StringComparison.Ordinal);

    [Fact]
    public void A_comparison_audits_the_cells_that_trade()
    {
        Assert.Equal(0, Compare("local", "ipfl"));
        var (local, ipfl) = (Cell("local"), Cell("ipfl"));
        Assert.Equal(2, AuditedRun.Lines(ipfl).Length);
        Assert.False(File.Exists(local.Audits));
        Assert.Contains("audit = false", File.ReadAllText(local.Config), StringComparison.Ordinal);
        Assert.Equal(2, Compare("local", "ipfl"));
    }

    [Fact]
    public void A_comparison_in_which_nobody_trades_refuses_it() => Assert.Equal(
        "market.audit has no effect on a comparison of local, fedavg, none of which trades; remove it or add one that does",
        Message.Of(() => Compare("local", "fedavg")));

    [Fact]
    public void A_comparison_that_was_run_without_audits_is_not_taken_for_one_with_them()
    {
        var config = ExperimentConfig.Resolve([.. new (string, object)[] { ("rounds", 1L), ("steps", 1L), ("participants", 3L) }.Select(v => new ConfigValue(v.Item1, v.Item2, "test"))]);
        Comparison.Plan(config, ["ipfl"], [0], _folder.Path).Run(new Watcher(), new SteppingClock(), CancellationToken.None);
        Assert.Contains("market.audit is false there, not true", Message.Of(() => Comparison.Plan(config.With(("market.audit", true)), ["ipfl"], [0], _folder.Path)), StringComparison.Ordinal);
    }

    private RunFolder Cell(string algorithm) => new(Path.Combine(_folder.Path, algorithm, "seed-0"));

    /// <summary>How many cells had been run before.</summary>
    private int Compare(params string[] algorithms)
    {
        var watcher = new Watcher();
        var config = ExperimentConfig.Resolve(
        [
            .. new (string, object)[] { ("rounds", 2L), ("steps", 1L), ("participants", 3L), ("market.audit", true) }.Select(v => new ConfigValue(v.Item1, v.Item2, "test")),
        ]);
        Comparison.Plan(config, algorithms, [0], _folder.Path).Run(watcher, new SteppingClock(), CancellationToken.None);
        return watcher.Log.Count(line => line.EndsWith(" before", StringComparison.Ordinal));
    }
}
