namespace Ipfl.Simulation.Tests.Behaviours;

/// <summary>Adversaries in markets that ask for evidence, and bar two imports of one model.</summary>
public sealed class AdversaryEvidenceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("validation")]
    [InlineData("probe")]
    [InlineData("cosine")]
    public void The_unchanged_initial_model_is_worth_nothing_once_others_have_learnt(string evidence)
    {
        // So few samples are held out here that a difference has to be beyond chance.
        var run = Run("initial", evidence, evidence == "cosine" ? [] : [("market.evidence_margin", 2L)]);
        Assert.DoesNotContain(run.Rounds.SelectMany(round => round.Edges), edge => edge.Seller == "p1" && !edge.Void);
        Assert.Equal(0, Assert.Single(run.Summary.Incomes!.Others).Income);
    }

    [Theory]
    [InlineData("validation")]
    [InlineData("probe")]
    public void Claims_pay_nothing_where_evidence_tells_what_a_model_is_worth(string evidence)
    {
        // A few held-out samples: with a margin hardly anything is for sale here.
        (string, object)[] seller = [("behaviour.factor", 1L), ("market.evidence_margin", 0L)];
        var (honest, claims) = (Run("overclaim", evidence, seller), Run("overclaim", evidence, ("behaviour.factor", 1000L), ("market.evidence_margin", 0L)));
        Assert.Contains(honest.Rounds.SelectMany(round => round.Edges), edge => edge.Seller == "p1" && edge.Payment > 0);
        Assert.Equal(honest.Summary.Incomes!.OthersIncome, claims.Summary.Incomes!.OthersIncome, 1e-9);
        Assert.Equal(honest.Summary.Incomes.BenignIncome, claims.Summary.Incomes.BenignIncome, 1e-9);
    }

    [Theory]
    [InlineData("validation", "same")]
    [InlineData("probe", "shill")]
    [InlineData("cosine", "split")]
    public void Nobody_imports_two_names_that_are_one_and_a_killed_run_ends_the_same(string evidence, string kind)
    {
        (string, object)[] names = [("behaviour.sybil_kind", kind), ("behaviour.names", 3L)];
        var run = Run("sybils", evidence, names);
        string[] own = ["p1", "p1.2", "p1.3"];
        Assert.All(
            run.Rounds.SelectMany(round => round.Edges.Where(edge => own.Contains(edge.Seller)).GroupBy(edge => (round.Round, edge.Buyer))),
            bought => Assert.True(kind == "split" || bought.Count() == 1));
        Assert.DoesNotContain(run.Rounds.SelectMany(round => round.Edges), edge => kind != "split" && own.Contains(edge.Buyer) && own.Contains(edge.Seller));

        var killed = new RunFolder(_folder.File("killed"));
        using var stop = new CancellationTokenSource();
        var watcher = new Watcher { OnRound = record => { if (record.Round == 1) stop.Cancel(); } };
        Assert.ThrowsAny<OperationCanceledException>(() => ExperimentRun.Start(SmallFederation.Prepare(Settings("sybils", evidence, names)), killed, watcher, new SteppingClock(), stop.Token));
        SmallFederation.Resume(killed);
        RunResults.AssertEqual(RunResults.Of(run.Folder), killed);
    }

    private BehaviourRun Run(string adversary, string evidence, params (string, object)[] more) =>
        BehaviourRun.Of(new(_folder.File(Guid.NewGuid().ToString("N"))), Settings(adversary, evidence, more));

    private static (string, object)[] Settings(string adversary, string evidence, (string, object)[] more) =>
    [
        ("rounds", 2L), ("participants", 5L), ("steps", 20L), ("partition.kind", "iid"), ("learning_rate", 0.02), ("ipfl.import", "mean"), ("market.mechanism", "clock"), ("market.lambda", 0.0),
        ("market.exclusive_distance", 0.05), ("market.evidence", evidence), ("evaluation.validation", 0.3), .. evidence == "probe" ? [("evaluation.probe", (object)0.2)] : Array.Empty<(string, object)>(),
        ("behaviour.adversary", adversary), ("behaviour.adversaries", "p1"), .. adversary == "sybils" ? [("behaviour.adversary_buys", (object)true)] : Array.Empty<(string, object)>(), .. more,
    ];
}
