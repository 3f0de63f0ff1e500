using Ipfl.Simulation.Tests.Behaviours;

namespace Ipfl.Simulation.Tests.Evidence;

/// <summary>Whole runs with evidence.</summary>
public sealed class EvidenceRunTests : IDisposable
{
    private static readonly (string, object)[] Usual =
        [("algorithm", "ipfl-evidence"), ("evaluation.validation", 0.3), ("rounds", 5L), ("market.evidence_every", 2L), ("partition.kind", "iid"), ("learning_rate", 0.1)];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_killed_after_any_round_ends_as_if_it_had_not_been()
    {
        var whole = new RunFolder(_folder.File("whole"));
        var watcher = new Watcher { OnRound = record => ReferenceRun.Copy(whole.Path, _folder.File($"after-{record.Round}")) };
        ExperimentRun.Start(SmallFederation.Prepare(Usual), whole, watcher, new SteppingClock(), CancellationToken.None);
        var expected = RunResults.Of(whole);
        Assert.Contains("effectiveSamples", expected.Rounds, StringComparison.Ordinal);
        for (var round = 1; round < 5; round++)
        {
            var killed = new RunFolder(_folder.File($"after-{round}"));
            SmallFederation.Resume(killed);
            RunResults.AssertEqual(expected, killed);
        }
    }

    [Theory]
    [InlineData("validation")]
    [InlineData("probe")]
    [InlineData("cosine")]
    public void The_number_of_threads_changes_nothing(string evidence)
    {
        (string, object)[] values = [.. Usual.Where(value => evidence != "cosine" || value.Item1 != "market.evidence_every"), ("market.evidence", evidence), .. evidence == "probe" ? [("evaluation.probe", (object)0.2)] : Array.Empty<(string, object)>()];
        SmallFederation.Start(new(_folder.File("two")), values);
        foreach (var threads in new[] { 1L, 5L })
        {
            var folder = new RunFolder(_folder.File($"{threads}"));
            SmallFederation.Start(folder, [.. values, ("threads", threads)]);
            RunResults.AssertEqual(RunResults.Of(new(_folder.File("two"))), folder);
        }
    }

    [Fact]
    public void Everybody_trains_on_what_is_left_whatever_the_algorithm()
    {
        var runs = new[] { "ipfl-evidence", "local", "fedavg" }
            .Select(algorithm => BehaviourRun.Of(new(_folder.File(algorithm)), ("algorithm", algorithm), ("evaluation.validation", 0.2), ("rounds", 1L))).ToArray();
        var without = SmallFederation.Prepare();
        foreach (var run in runs)
        {
            Assert.Equal(runs[0].Experiment.Partition.Participants, run.Experiment.Partition.Participants);
            Assert.Equal(run.Experiment.Partition.Participants.Select(own => (long)own.Length), run.Summary.Participants.Select(participant => participant.Samples));
            Assert.Equal(run.Summary.Participants.Select(participant => participant.Samples), run.Experiment.Participants.Select(participant => participant.Truth.Samples.Value));
            Assert.Equal(File.ReadAllText(runs[0].Folder.Partition), File.ReadAllText(run.Folder.Partition));
        }

        // The file has what each holds, so that another run may share it out again.
        Assert.Equal(without.Partition.Participants, runs[0].Experiment.Whole.Participants);
        Assert.All(without.Partition.Participants.Zip(runs[0].Experiment.Partition.Participants), pair => Assert.True(pair.Second.Length < pair.First.Length));
    }

    [Theory]
    [InlineData("behaviour.free_riders", "behaviour.free_rider_upload", "same-value")]
    [InlineData("behaviour.free_riders", "behaviour.free_rider_upload", "gaussian")]
    [InlineData("behaviour.attackers", "behaviour.attack", "sign-flip")]
    [InlineData("behaviour.attackers", "behaviour.attack", "shuffle")]
    public void Directions_keep_junk_out(string share, string key, string what)
    {
        var run = BehaviourRun.Of(new(_folder.File("run")), [.. Usual.Where(value => value.Item1 != "market.evidence_every"), ("market.evidence", "cosine"), (share, 0.25), (key, what)]);
        var junk = run.Of(Role.FreeRider, Role.Attacker).Single();
        var honest = run.Summary.Participants.Where(participant => participant.Id != junk).Average(participant => participant.Received);
        Assert.True(honest > 0);
        Assert.InRange(run.Summary.Participants.Single(participant => participant.Id == junk).Received, 0, 0.05 * honest);
    }

    [Fact]
    public void Whoever_is_no_better_off_keeps_its_model_and_pays_nothing()
    {
        // Believing samples, all buy the attacker's negated model beside the others'.
        (string, object)[] values = [("algorithm", "ipfl-mean"), ("ipfl.keep_if_worse", true), ("evaluation.validation", 0.3), ("behaviour.attackers", 0.5), ("market.lambda", 0.0), ("rounds", 3L)];
        var run = BehaviourRun.Of(new(_folder.File("run")), values);
        Assert.Contains(run.Rounds.SelectMany(round => round.Edges), edge => edge.Void);
        foreach (var round in run.Rounds)
        {
            var losers = round.Edges.Where(edge => edge.Void).Select(edge => edge.Buyer).ToHashSet();
            foreach (var participant in round.Participants)
            {
                var paid = round.Edges.Where(edge => edge.Buyer == participant.Id).Sum(edge => edge.Payment);
                Assert.Equal(participant.Paid, paid, 1e-9);
                Assert.Equal(participant.Received, round.Edges.Where(edge => edge.Seller == participant.Id).Sum(edge => edge.Payment), 1e-9);
                if (!losers.Contains(participant.Id)) continue;
                Assert.Equal((0, 0), (paid, participant.Gain));
                Assert.All(round.Edges.Where(edge => edge.Buyer == participant.Id), edge => Assert.True(edge.Void));
            }
        }

        // If every trade is void, everybody trains as if alone.
        var alone = BehaviourRun.Of(new(_folder.File("alone")), [.. values.Where(value => value.Item1 is not "algorithm" and not "ipfl.keep_if_worse"), ("algorithm", "local")]);
        Assert.Equal(alone.Rounds[0].Participants.Select(participant => participant.Accuracy), run.Rounds[0].Participants.Select(participant => participant.Accuracy));
    }

    [Fact]
    public void Trades_tell_what_was_claimed_and_what_was_found()
    {
        var run = BehaviourRun.Of(new(_folder.File("run")), [.. Usual, ("behaviour.liars", 0.5), ("behaviour.lie", "samples"), ("behaviour.lie_factor", 1000L)]);
        var liars = run.Of(Role.Liar);
        var edges = run.Rounds.SelectMany(round => round.Edges).ToArray();
        Assert.NotEmpty(edges);
        foreach (var edge in edges)
        {
            var seller = run.Experiment.Participants.Single(participant => participant.Id == edge.Seller);
            Assert.Equal(seller.Report.Type.Samples.Value, edge.ClaimedSamples);
            Assert.True(edge.EffectiveSamples > 0);
        }

        // What a model is worth does not follow from the claim: nobody honest finds a liar's model worth what it claims.
        Assert.All(edges.Where(edge => liars.Contains(edge.Seller) && !liars.Contains(edge.Buyer)), edge => Assert.True(edge.EffectiveSamples < edge.ClaimedSamples / 50));
        var published = BehaviourRun.Of(new(_folder.File("published")), ("rounds", 1L));
        Assert.DoesNotContain("claimedSamples", File.ReadAllText(published.Folder.Rounds), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nobody_can_hold_anything_out_there_is_no_evidence()
    {
        var message = Message.Of(() => SmallFederation.Prepare(("participants", 300L), ("algorithm", "ipfl-evidence"), ("partition.kind", "iid")));
        Assert.Contains("nobody holds two samples", message, StringComparison.Ordinal);
    }
}
