using Ipfl.Learning;
using Ipfl.Market;
using static TorchSharp.torch;

namespace Ipfl.Simulation.Tests.Behaviours;

/// <summary>Who adversaries are, what they report, and what they upload in a run.</summary>
public sealed class AdversaryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("overclaim", 10.0, 1.0, 1.0)]
    [InlineData("initial", 1.0, 0.0, 1.0)]
    [InlineData("copy", 1.0, 0.0, 1.0)]
    [InlineData("scaled", 1.0, 1.0, 1.0)]
    [InlineData("reseller", 1.0, 0.0, 1.0)]
    public void Each_reports_what_its_name_says(string adversary, double claimed, double cost, double reportedCost)
    {
        foreach (var buys in adversary == "reseller" ? [true] : new[] { false, true })
        {
            var honest = SmallFederation.Prepare().Participants;
            var people = SmallFederation.Prepare(("behaviour.adversary", adversary), ("behaviour.adversaries", "p2"), ("behaviour.adversary_buys", buys)).Participants;
            Assert.Equal(honest.Where(p => p.Id != "p2"), people.Where(p => p.Id != "p2"));
            var (p, same) = (people[2], honest[2].Truth);
            Assert.Equal((adversary, Role.Adversary, "p2", false), (p.Kind, p.Role, p.Holder, p.IsBenign));
            Assert.Equal(same with { SharingCost = SharingCost.Of(cost), GainScale = buys ? same.GainScale : GainScale.None }, p.Truth);
            Assert.Equal(Math.Round(claimed * same.Samples.Value), p.Report.Type.Samples.Value);
            Assert.Equal((reportedCost, p.Truth.GainScale), (p.Report.Type.SharingCost.Value, p.Report.Type.GainScale));
        }
    }

    [Theory]
    [InlineData("split", false)]
    [InlineData("split", true)]
    [InlineData("same", true)]
    [InlineData("shill", true)]
    public void A_holder_has_its_samples_under_several_names(string kind, bool buys)
    {
        (string, object)[] names = [("behaviour.adversary", "sybils"), ("behaviour.adversaries", "p1"), ("behaviour.sybil_kind", kind), ("behaviour.names", 3L), ("behaviour.adversary_buys", buys)];
        var (experiment, honest) = (SmallFederation.Prepare(names), SmallFederation.Prepare());
        Assert.Equal(["p0", "p1", "p2", "p3", "p1.2", "p1.3"], experiment.Ids);
        Assert.Equal(honest.Participants.Where(p => p.Id != "p1"), experiment.Participants.Where(p => p.Holder != "p1"));
        var held = experiment.Population.At(0).Partition.Participants;
        int[] own = [1, 4, 5];
        var all = honest.Partition.Participants[1];
        if (kind == "split")
        {
            Assert.Equal(all.Order(), own.SelectMany(i => held[i]).Order());
            Assert.All(own, i => Assert.InRange(held[i].Length, all.Length / 3, (all.Length + 2) / 3));
        }
        else
        {
            Assert.All(own, i => Assert.Equal(all, held[i]));
        }

        foreach (var i in own)
        {
            var p = experiment.Participants[i];
            Assert.Equal((Role.Adversary, "p1", held[i].Length), (p.Role, p.Holder, (int)p.Report.Type.Samples.Value));
            Assert.Equal(p.Truth, p.Report.Type);
            Assert.Equal(kind == "shill" && i != 1 ? 0.0 : 1.0, p.Truth.SharingCost.Value);
            Assert.Equal(buys && i == 1, p.Truth.GainScale.Buys);
            Assert.Equal(kind == "split" || i == 1, p.Trains);
        }
    }

    [Theory]
    [InlineData("split", false)]
    [InlineData("same", true)]
    [InlineData("shill", true)]
    public void Names_have_one_model_or_each_its_own(string kind, bool one)
    {
        var seen = Uploaded(2, ("behaviour.adversary", "sybils"), ("behaviour.adversaries", "p1"), ("behaviour.sybil_kind", kind));
        foreach (var uploads in seen) Assert.Equal(one, uploads[1].SequenceEqual(uploads[4]));
        Assert.NotEqual(seen[0][1], seen[1][1]);
    }

    [Fact]
    public void Who_does_not_train_uploads_what_is_not_its_work()
    {
        var initial = Uploaded(2, ("behaviour.adversary", "initial"), ("behaviour.adversaries", "p1"));
        Assert.Equal(initial[0][1], initial[1][1]);
        Assert.NotEqual(initial[0][1], initial[0][0]);
        var copy = Uploaded(2, ("behaviour.adversary", "copy"), ("behaviour.adversaries", "p1"), ("behaviour.copy_of", "p3"));
        Assert.All(copy, uploads => Assert.Equal(uploads[3], uploads[1]));
        Assert.NotEqual(copy[0][3], copy[1][3]);
        Assert.All(Uploaded(1, ("behaviour.adversary", "copy"), ("behaviour.adversaries", "p0")), uploads => Assert.Equal(uploads[1], uploads[0]));
    }

    [Fact]
    public void A_scaled_update_is_a_multiple_of_the_honest_one()
    {
        var honest = Uploaded(2);
        var scaled = Uploaded(2, ("behaviour.adversary", "scaled"), ("behaviour.adversaries", "p1"), ("behaviour.factor", 4L));
        var initial = Uploaded(1, ("behaviour.adversary", "initial"), ("behaviour.adversaries", "p1"))[0][1];
        foreach (var (round, i) in scaled.SelectMany((_, round) => Enumerable.Range(0, initial.Length).Select(i => (round, i))))
            Assert.Equal(initial[i] + (4 * (honest[round][1][i] - initial[i])), scaled[round][1][i], 1e-5);
        Assert.Equal(honest[1][2], scaled[1][2]);
    }

    [Theory]
    [InlineData("p3", 1L, "behaviour.copy_of: found p3, who is not benign with seed 1; allowed are p0, p1, p2")]
    [InlineData("p2", 1L, null)]
    public void The_copied_one_is_benign(string copied, long seed, string? refusal)
    {
        (string, object)[] copier = [("seed", seed), ("behaviour.adversary", "copy"), ("behaviour.adversaries", "p3"), ("behaviour.copy_of", copied)];
        if (refusal is not null) Assert.Equal(refusal, Message.Of(() => SmallFederation.Prepare(copier)));
        else Assert.Equal(4, SmallFederation.Prepare(copier).Participants.Count);
    }

    [Fact]
    public void A_holder_has_no_more_names_than_samples() => Assert.StartsWith(
        "behaviour.names: found 900; p1 has ",
        Message.Of(() => SmallFederation.Prepare(("behaviour.adversary", "sybils"), ("behaviour.adversaries", "p1"), ("behaviour.names", 900L))),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_attacker_goes_on_from_its_own_model_or_from_what_it_uploaded(bool stays)
    {
        (string, object)[] attack = [("algorithm", "local"), ("rounds", 1L), ("behaviour.attackers", 0.25), ("behaviour.attack_stays", stays)];
        var run = BehaviourRun.Of(new(_folder.File($"{stays}")), attack);
        var honest = BehaviourRun.Of(new(_folder.File($"honest-{stays}")), ("algorithm", "local"), ("rounds", 1L));
        var attacker = Assert.Single(run.Of(Role.Attacker));
        foreach (var p in run.Experiment.Ids)
        {
            var factor = stays && p == attacker ? -1 : 1;
            Assert.Equal(ModelOf(honest, p).Select(x => factor * x), ModelOf(run, p));
        }
    }

    [Theory]
    [InlineData("overclaim")]
    [InlineData("initial")]
    [InlineData("copy")]
    [InlineData("scaled")]
    [InlineData("reseller")]
    [InlineData("split")]
    [InlineData("same")]
    [InlineData("shill")]
    public void A_run_that_is_killed_ends_with_the_same_numbers(string adversary)
    {
        (string, object)[] kind = adversary is "split" or "same" or "shill" ? [("behaviour.adversary", "sybils"), ("behaviour.sybil_kind", adversary)] : [("behaviour.adversary", adversary)];
        var whole = new RunFolder(_folder.File("whole"));
        (string, object)[] settings =
        [
            .. kind, ("steps", 2L), ("rounds", 3L), ("behaviour.adversaries", "p2"), ("behaviour.adversary_buys", true), ("behaviour.schedule", "2 leave p2; 3 join p2"),
            .. adversary == "copy" ? [("behaviour.copy_noise", (object)0.3)] : Array.Empty<(string, object)>(),
        ];
        var watcher = new Watcher { OnRound = record => ReferenceRun.Copy(whole.Path, _folder.File($"after-{record.Round}")) };
        ExperimentRun.Start(SmallFederation.Prepare(settings), whole, watcher, new SteppingClock(), CancellationToken.None);
        var expected = RunResults.Of(whole);
        for (var round = 1; round < 3; round++)
        {
            var killed = new RunFolder(_folder.File($"after-{round}"));
            SmallFederation.Resume(killed);
            RunResults.AssertEqual(expected, killed);
        }
    }

    private static float[] ModelOf(BehaviourRun run, string id)
    {
        using var file = Protocol.SafetensorsFile.Open(run.Folder.Model(id));
        return [.. file.Names.Order(StringComparer.Ordinal).SelectMany(file.ReadSingles)];
    }

    /// <summary>Everybody's uploads by round and number.</summary>
    private List<float[][]> Uploaded(long rounds, params (string, object)[] values)
    {
        var spy = new Spy();
        var experiment = Experiment.Prepare(SmallFederation.Config([("rounds", rounds), .. values]), SmallFederation.Data, spy);
        ExperimentRun.Start(experiment, new(_folder.File(Guid.NewGuid().ToString("N"))), new Watcher(), new SteppingClock(), CancellationToken.None);
        return spy.Uploads;
    }

    /// <summary>Nobody uses anything; what was uploaded stays in a list.</summary>
    private sealed class Spy : IAlgorithm
    {
        public List<float[][]> Uploads { get; } = [];

        public string Name => "spy";

        public EvaluationPoint Evaluation => EvaluationPoint.OwnModelAfterTraining;

        public bool Trades => false;

        public Aggregation Aggregate(AggregationInput input)
        {
            using var scope = NewDisposeScope();
            Uploads.Add([.. input.Models.unbind().Select(row => (float[])[.. row.contiguous().data<float>()])]);
            return new(new double[input.Members.Count, input.Members.Count], null, null);
        }
    }
}
