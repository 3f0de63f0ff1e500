using Ipfl.Learning;

namespace Ipfl.Simulation.Tests.Behaviours;

/// <summary>With attackers about, training that runs away is the participant's loss and not the end.</summary>
public sealed class DivergenceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("behaviour.attackers")]
    [InlineData("behaviour.free_riders")]
    public void Who_diverges_goes_on_from_where_it_began(string key)
    {
        var run = BehaviourRun.Of(new(_folder.File("run")), ("learning_rate", 1e30), ("rounds", 2L), (key, 0.25));
        var trained = run.Rounds.SelectMany(round => round.Participants).Where(p => !run.Of(Role.FreeRider).Contains(p.Id)).ToArray();
        Assert.All(trained, p => Assert.True(p.Diverged && double.IsFinite(p.Loss)));
        Assert.Contains("\"diverged\":true", File.ReadAllText(run.Folder.Rounds), StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(run.Folder.Model("p0")), File.ReadAllBytes(run.Folder.Model("p3")));
    }

    [Fact]
    public void Where_all_are_benign_it_still_ends_the_run() => Assert.Throws<DivergedException>(
        () => BehaviourRun.Of(new(_folder.File("run")), ("learning_rate", 1e30), ("behaviour.liars", 0.5)));
}
