using Ipfl.Learning;

namespace Ipfl.Simulation.Tests.Behaviours;

/// <summary>Every algorithm with every behaviour at a tiny scale, and killed in the middle.</summary>
public sealed class AllAlgorithmsTests : IDisposable
{
    private static readonly Dictionary<string, (string, object)[]> Behaviours = new()
    {
        ["liars"] = [("behaviour.liars", 0.5), ("behaviour.lie", "samples")],
        ["same value, sign-flip"] = [("behaviour.free_riders", 0.2), ("behaviour.attackers", 0.2)],
        ["noise, shuffle"] = [("behaviour.free_riders", 0.2), ("behaviour.free_rider_upload", "gaussian"), ("behaviour.attackers", 0.2), ("behaviour.attack", "shuffle")],
        ["copy"] = [("behaviour.adversary", "copy"), ("behaviour.adversaries", 0.2), ("behaviour.copy_noise", 0.1), ("behaviour.adversary_buys", true)],
        ["reseller"] = [("behaviour.adversary", "reseller"), ("behaviour.adversaries", 0.4)],
        ["names"] = [("behaviour.adversary", "sybils"), ("behaviour.adversaries", 0.4), ("behaviour.names", 3L), ("behaviour.sybil_kind", "same")],
        ["drop-out"] = [("market.gain_scale", 500.0), ("behaviour.drop_out", "probabilistic")],
        ["schedule"] = [("behaviour.schedule", "2 leave p1; 3 join p1; 3 join p2; 3 leave p4; 4 change p0 samples=3 gain_scale=10")],
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Algorithms => [.. AlgorithmCatalogue.Names];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Each_behaviour_ends_in_finite_numbers(string algorithm)
    {
        foreach (var (name, settings) in Behaviours)
        {
            var run = BehaviourRun.Of(new(_folder.File(name)), [("algorithm", algorithm), ("participants", 5L), ("steps", 2L), .. settings]);
            Assert.Equal(4, run.Rounds.Count);
            Assert.All(run.Rounds.SelectMany(round => round.Participants), p => Assert.True(double.IsFinite(p.Loss) && double.IsFinite(p.Utility)));
            Assert.Equal(run.Rounds.Sum(round => round.Participants.Count), run.Summary.Participants.Sum(p => p.Rounds));
            Assert.All(Directory.GetFiles(Path.Combine(run.Folder.Path, "models")), AssertFinite);
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_run_with_all_of_them_that_is_killed_ends_with_the_same_numbers(string algorithm)
    {
        var whole = new RunFolder(_folder.File("whole"));
        (string, object)[] settings =
        [
            ("algorithm", algorithm), ("participants", 12L), ("steps", 2L), ("fedfomo.models", 3L), ("cfl.epsilon1", 1e9), ("cfl.epsilon2", 0.0),
            ("behaviour.types", "inclusive"), ("behaviour.liars", 0.25), ("behaviour.lie_factor", 0.1), ("behaviour.free_riders", 0.1), ("behaviour.attack", "shuffle"),
            ("behaviour.free_rider_upload", "gaussian"), ("behaviour.drop_out", "probabilistic"),
            ("behaviour.schedule", "2 join p3; 3 leave p0; 4 join p0; 3 change p4 samples=4 sharing_cost=7"),
        ];
        var watcher = new Watcher { OnRound = record => ReferenceRun.Copy(whole.Path, _folder.File($"after-{record.Round}")) };
        ExperimentRun.Start(SmallFederation.Prepare(settings), whole, watcher, new SteppingClock(), CancellationToken.None);
        var expected = RunResults.Of(whole);
        for (var round = 1; round < 4; round++)
        {
            var killed = new RunFolder(_folder.File($"after-{round}"));
            SmallFederation.Resume(killed);
            RunResults.AssertEqual(expected, killed);
        }
    }

    private static void AssertFinite(string path)
    {
        using var file = Protocol.SafetensorsFile.Open(path);
        Assert.All(file.Names, name => Assert.All(file.ReadSingles(name), x => Assert.True(float.IsFinite(x))));
    }
}
