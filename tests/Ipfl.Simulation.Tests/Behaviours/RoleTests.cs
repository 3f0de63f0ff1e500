using CsCheck;
using Ipfl.Market;

namespace Ipfl.Simulation.Tests.Behaviours;

/// <summary>Who is what, and what it reports.</summary>
public sealed class RoleTests
{
    [Fact]
    public void Shares_are_rounded_and_nobody_has_two_roles() =>
        Gen.Select(Gen.Int[3, 40], Gen.Double[0, 0.33], Gen.Double[0, 0.33], Gen.Double[0, 0.33], Gen.Long[0, 1000]).Sample((participants, attackers, riders, liars, seed) =>
        {
            if (RoleDraw.Count(attackers, participants) + RoleDraw.Count(riders, participants) + RoleDraw.Count(liars, participants) > participants) return;
            var settings = new BehaviourSettings { Attackers = attackers, FreeRiders = riders, Liars = liars };
            var roles = RoleDraw.Draw(settings, participants, seed);
            Assert.Equal(participants, roles.Length);
            foreach (var (role, share) in new[] { (Role.Attacker, attackers), (Role.FreeRider, riders), (Role.Liar, liars) })
                Assert.InRange(roles.Count(r => r == role), (share * participants) - 0.5, (share * participants) + 0.5);
            Assert.Equal(roles, RoleDraw.Draw(settings, participants, seed));
        });

    [Fact]
    public void Over_the_seeds_everybody_becomes_everything()
    {
        var settings = new BehaviourSettings { Attackers = 0.2, FreeRiders = 0.2, Liars = 0.2, Adversary = new(AdversaryKind.Initial) { Share = 0.2 } };
        var draws = Enumerable.Range(0, 200).Select(seed => RoleDraw.Draw(settings, 5, seed)).ToArray();
        for (var i = 0; i < 5; i++)
            foreach (var role in Enum.GetValues<Role>())
                Assert.InRange(draws.Count(roles => roles[i] == role), 18, 62);
    }

    [Fact]
    public void Adversaries_stand_after_the_others_in_the_order_or_where_a_list_says()
    {
        var before = new BehaviourSettings { Attackers = 0.2, FreeRiders = 0.2, Liars = 0.2 };
        for (var seed = 0L; seed < 30; seed++)
        {
            var drawn = RoleDraw.Draw(before with { Adversary = new(AdversaryKind.Copy) { Share = 0.2 } }, 10, seed);
            Assert.Equal(RoleDraw.Draw(before, 10, seed), drawn.Select(role => role == Role.Adversary ? Role.Honest : role));
            Assert.Equal(2, drawn.Count(role => role == Role.Adversary));
            var listed = RoleDraw.Draw(before with { Adversary = new(AdversaryKind.Copy) { Listed = [7, 2] } }, 10, seed);
            Assert.Equal([2, 7], Enumerable.Range(0, 10).Where(i => listed[i] == Role.Adversary));
            Assert.Equal([2, 2, 2], new[] { Role.Attacker, Role.FreeRider, Role.Liar }.Select(role => listed.Count(r => r == role)));
        }
    }

    [Fact]
    public void All_algorithms_of_a_seed_meet_the_same_people()
    {
        (string, object)[] shares = [("participants", 10L), ("behaviour.attackers", 0.2), ("behaviour.liars", 0.3)];
        var first = SmallFederation.Prepare([.. shares]).Participants.Select(p => (p.Role, p.Kind));
        Assert.Equal(first, SmallFederation.Prepare([.. shares, ("algorithm", "fedavg")]).Participants.Select(p => (p.Role, p.Kind)));
        Assert.NotEqual(first, SmallFederation.Prepare([.. shares, ("seed", 1L)]).Participants.Select(p => (p.Role, p.Kind)));
    }

    [Theory]
    [InlineData("generous", 0.0, 0.0)]
    [InlineData("at-cost", 1.6, 2.4)]
    public void The_inclusive_market_is_the_one_of_the_paper(string sellers, double least, double most)
    {
        for (var seed = 0L; seed < 20; seed++)
        {
            var people = SmallFederation.Prepare(
                ("participants", 12L), ("behaviour.types", "inclusive"), ("behaviour.sellers", sellers), ("market.gain_scale", 5e7), ("market.sharing_cost", 2.0), ("seed", seed)).Participants;
            Assert.Equal([3, 4, 6], Of("trader"));
            Assert.Equal([1, 2, 8, 9], Of("buyer"));
            Assert.Equal([0, 5, 7, 10], Of("seller"));
            Assert.Equal([11], Of("attacker"));
            Assert.All(people, p => Assert.Equal(p.Truth, p.Report.Type));
            Assert.All(Of("trader").Concat(Of("buyer")), i => Assert.InRange(people[i].Truth.GainScale.Value, 2.5e7, 5e7));
            Assert.All(Of("trader"), i => Assert.InRange(people[i].Truth.SharingCost.Value, 1, 2));
            Assert.All(Of("buyer"), i => Assert.False(people[i].Truth.SharingCost.Sells));
            Assert.All(Of("seller"), i => Assert.InRange(people[i].Truth.SharingCost.Value, least, most));
            Assert.All(Of("seller").Concat(Of("attacker")), i => Assert.False(people[i].Truth.GainScale.Buys));
            Assert.Equal(0, people[11].Truth.SharingCost.Value);
            Assert.Equal(Role.Attacker, people[11].Role);

            int[] Of(string kind) => [.. Enumerable.Range(0, 12).Where(i => people[i].Kind == kind)];
        }
    }

    [Theory]
    [InlineData("cost", 2.0, 3.0)]
    [InlineData("cost", 0.5, 3.0)]
    [InlineData("cost", 2.0, double.PositiveInfinity)]
    [InlineData("samples", 2.0, 3.0)]
    [InlineData("samples", 0.001, 3.0)]
    public void A_liar_reports_another_number_than_its_own(string lie, double factor, double cost)
    {
        var people = SmallFederation.Prepare(("behaviour.liars", 0.5), ("behaviour.lie", lie), ("behaviour.lie_factor", factor), ("market.sharing_cost", cost)).Participants;
        Assert.Equal(2, people.Count(p => p.Role == Role.Liar));
        foreach (var p in people)
        {
            var (truth, report) = (p.Truth, p.Report.Type);
            Assert.True(p.IsBenign);
            Assert.Equal(cost, truth.SharingCost.Value);
            Assert.Equal(truth.GainScale, report.GainScale);
            Assert.Equal(p.Role == Role.Liar && lie == "cost" ? cost * factor : cost, report.SharingCost.Value);
            var claimed = p.Role == Role.Liar && lie == "samples" ? Math.Max(1, Math.Round(truth.Samples.Value * factor, MidpointRounding.AwayFromZero)) : truth.Samples.Value;
            Assert.Equal(claimed, report.Samples.Value);
        }
    }

    [Fact]
    public void Free_riders_bear_no_cost_and_attackers_want_nothing()
    {
        var people = SmallFederation.Prepare(("behaviour.free_riders", 0.25), ("behaviour.attackers", 0.25)).Participants;
        var rider = Assert.Single(people, p => p.Role == Role.FreeRider);
        Assert.Equal((0.0, 1.0, "uniform"), (rider.Truth.SharingCost.Value, rider.Report.Type.SharingCost.Value, rider.Kind));
        var attacker = Assert.Single(people, p => p.Role == Role.Attacker);
        Assert.Equal((GainScale.None, 0.0, "attacker"), (attacker.Truth.GainScale, attacker.Truth.SharingCost.Value, attacker.Kind));
        Assert.Equal(attacker.Truth, attacker.Report.Type);
        Assert.All(new[] { rider, attacker }, p => Assert.False(p.IsBenign));
    }
}
