namespace Ipfl.Simulation.Tests.Configuration;

/// <summary>The keys of [behaviour] beside each other.</summary>
public sealed class BehaviourKeyTests
{
    [Fact]
    public void Keys_that_have_an_effect_get_their_defaults()
    {
        var plain = Given.Config().ToToml();
        Assert.DoesNotContain("lie", plain.Replace("liars", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var all = Given.Config(("participants", 12L), ("behaviour.types", "inclusive"), ("behaviour.liars", 0.2), ("behaviour.free_riders", 0.2)).ToToml();
        Assert.EndsWith(
            """
            [behaviour]
            types = "inclusive"
            sellers = "generous"
            liars = 0.2
            lie = "cost"
            lie_factor = 2.0
            free_riders = 0.2
            free_rider_upload = "same-value"
            attackers = 0.0
            attack = "sign-flip"
            attack_stays = false
            drop_out = "none"

            """.ReplaceLineEndings("\n"),
            all);
        Assert.Equal(all, Given.Toml(all).ToToml());
    }

    [Theory]
    [InlineData("behaviour.sellers", "at-cost", "behaviour.types = \"inclusive\"")]
    [InlineData("behaviour.lie", "cost", "behaviour.liars above 0")]
    [InlineData("behaviour.lie_factor", 3.0, "behaviour.liars above 0")]
    [InlineData("behaviour.free_rider_upload", "gaussian", "behaviour.free_riders above 0")]
    [InlineData("behaviour.attack", "shuffle", "behaviour.attackers above 0, or behaviour.types = \"inclusive\"")]
    [InlineData("behaviour.attack_stays", true, "behaviour.attackers above 0, or behaviour.types = \"inclusive\"")]
    [InlineData("behaviour.adversaries", 0.2, "behaviour.adversary")]
    [InlineData("behaviour.adversary_buys", true, "behaviour.adversary other than \"idle\"")]
    [InlineData("behaviour.factor", 3.0, "behaviour.adversary = \"overclaim\" or \"scaled\"")]
    [InlineData("behaviour.copy_of", "p1", "behaviour.adversary = \"copy\"")]
    [InlineData("behaviour.copy_noise", 0.1, "behaviour.adversary = \"copy\"")]
    [InlineData("behaviour.names", 3L, "behaviour.adversary = \"sybils\"")]
    [InlineData("behaviour.sybil_kind", "same", "behaviour.adversary = \"sybils\"")]
    public void A_key_without_effect_is_refused(string key, object value, string condition) =>
        Assert.Equal($"here: {key} has no effect without {condition}; remove it or set that", Given.Refusal((key, value)));

    [Theory]
    [InlineData("reseller", "behaviour.adversary = \"reseller\", which uploads what it bought")]
    [InlineData("sybils", "behaviour.sybil_kind = \"shill\", which depresses what its holder pays")]
    public void An_adversary_that_lives_by_buying_buys(string adversary, string where)
    {
        (string, object)[] given = [("behaviour.adversary", adversary), .. adversary == "sybils" ? [("behaviour.sybil_kind", (object)"shill")] : Array.Empty<(string, object)>()];
        Assert.True(Given.Config(given).Behaviour.Adversary!.Buys);
        Assert.Equal($"here: behaviour.adversary_buys: found false; allowed is true where {where}", Given.Refusal([.. given, ("behaviour.adversary_buys", false)]));
    }

    [Theory]
    [InlineData("p10", "behaviour.adversaries: found p10; allowed are p0 to p9")]
    [InlineData("p0, p1, p2, p3, p4, p5, p6, p7, p8, p9", "behaviour.adversaries: found p0, p1, p2, p3, p4, p5, p6, p7, p8, p9; with the other shares nobody benign is left; set fewer")]
    [InlineData(0.04, "behaviour.adversaries: found 0.04; of 10 participants that is nobody who is one; allowed is from 0.05 on")]
    public void Adversaries_are_some_of_the_participants(object who, string what) =>
        Assert.Equal($"here: {what}", Given.Refusal(("behaviour.adversary", "initial"), ("behaviour.adversaries", who)));

    [Fact]
    public void Adversaries_are_none_where_none_is_said_and_the_copied_one_is_a_participant()
    {
        Assert.Null(Given.Config(("behaviour.adversary", "none")).Behaviour.Adversary);
        Assert.DoesNotContain("adversar", Given.Config(("behaviour.adversary", "none")).ToToml(), StringComparison.Ordinal);
        Assert.Equal("here: behaviour.copy_of: found p10; allowed is p0 to p9", Given.Refusal(("behaviour.adversary", "copy"), ("behaviour.copy_of", "p10")));
        Assert.Equal(
            "here: behaviour.adversaries: found p11, who is the attacker of the inclusive market; name others",
            Given.Refusal(("participants", 12L), ("behaviour.types", "inclusive"), ("behaviour.adversary", "initial"), ("behaviour.adversaries", "p11")));
    }

    [Fact]
    public void The_inclusive_market_has_twelve_participants_and_a_finite_cost()
    {
        Assert.Equal(
            "here: behaviour.types: found \"inclusive\" with participants = 10; it is a market of 12; set participants = 12",
            Given.Refusal(("behaviour.types", "inclusive")));
        Assert.Contains(
            "market.sharing_cost = inf",
            Given.Refusal(("behaviour.types", "inclusive"), ("participants", 12L), ("market.sharing_cost", double.PositiveInfinity)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("behaviour.liars", 0.04, "of 10 participants that is nobody who lies; allowed is 0, or from 0.05 on")]
    [InlineData("behaviour.attackers", 1.0, "with the other shares nobody benign is left; set a smaller share")]
    public void A_share_of_nobody_or_of_everybody_is_refused(string key, double share, string what) =>
        Assert.Equal(FormattableString.Invariant($"here: {key}: found {share}; {what}"), Given.Refusal((key, share)));

    [Fact]
    public void Shares_of_more_than_all_are_refused() => Assert.Contains(
        "more participants than there are", Given.Refusal(("behaviour.attackers", 0.5), ("behaviour.free_riders", 0.3), ("behaviour.liars", 0.3)), StringComparison.Ordinal);

    [Theory]
    [InlineData("5 leave p10", "'5 leave p10': the participant is p10; allowed is p0 to p9")]
    [InlineData("5 leave q1", "'5 leave q1': the participant is q1; allowed is p0 to p9")]
    [InlineData("1 join p1", "'1 join p1': the round is 1; allowed is from 2 to 15")]
    [InlineData("16 leave p1", "'16 leave p1': the round is 16; allowed is from 2 to 15")]
    [InlineData("5 stay p1", "'5 stay p1': the action is stay; allowed is join, leave or change")]
    [InlineData("5 0 p1", "'5 0 p1': the action is 0; allowed is join, leave or change")]
    [InlineData("5 leave", "'5 leave': it is no event; ")]
    [InlineData("5 leave p1 samples=3", "'5 leave p1 samples=3': leave takes no values; ")]
    [InlineData("5 change p1", "'5 change p1': it changes nothing; ")]
    [InlineData("5 change p1 size=3", "'5 change p1 size=3': the value is size=3; allowed are samples=, gain_scale= and sharing_cost=")]
    [InlineData("5 change p1 samples=0", "'5 change p1 samples=0': the value is samples=0; allowed is a whole number \u2265 1")]
    [InlineData("5 change p1 gain_scale=inf", "'5 change p1 gain_scale=inf': the value is gain_scale=inf; allowed is a number from 0 to 1e15")]
    [InlineData("5 change p1 sharing_cost=-1", "'5 change p1 sharing_cost=-1': the value is sharing_cost=-1; allowed is a number from 0 to 1e15, or inf")]
    [InlineData("5 leave p1; 7 leave p1", "'7 leave p1': p1 is absent before round 7; it has to join first")]
    [InlineData("5 leave p1; 7 change p1 samples=3", "'7 change p1 samples=3': p1 is absent before round 7; it has to join first")]
    [InlineData("5 leave p1; 7 join p1; 9 join p1", "'9 join p1': p1 is present before round 9; only absentees join")]
    [InlineData("5 leave p1; 5 join p1", "'5 join p1': p1 has two events in round 5; allowed is one")]
    public void A_schedule_that_cannot_be_is_refused_in_one_line(string schedule, string what) =>
        Assert.StartsWith($"here: behaviour.schedule: {what}", Given.Refusal(("behaviour.schedule", schedule)), StringComparison.Ordinal);

    [Fact]
    public void Events_are_read_in_any_order_and_written_as_they_were_understood()
    {
        const string text = "8 change p2 samples=7 gain_scale=100000 sharing_cost=inf;5 leave p1\n  7 join p9;";
        Assert.Equal(
            ["5 leave p1", "7 join p9", "8 change p2 samples=7 gain_scale=100000 sharing_cost=inf"],
            Given.Config(("behaviour.schedule", text)).Behaviour.Schedule.Select(e => $"{e}"));
    }
}
