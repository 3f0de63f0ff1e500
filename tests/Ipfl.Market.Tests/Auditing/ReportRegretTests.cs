using CsCheck;
using Ipfl.Market.Auditing;

namespace Ipfl.Market.Tests.Auditing;

/// <summary>The regrets in samples and gain scale: what they say is there to be had, and no multiple of the truth brings more.</summary>
public sealed class ReportRegretTests
{
    private static readonly double[] Coarse = [1 / 16.0, 1 / 8.0, 0.25, 0.5, 1.0 / Math.Sqrt(2), Math.Sqrt(2), 2, 4, 8, 16];

    private static readonly AuditOptions Alone = new() { NamesUpTo = 0, PairsUpTo = 0 };

    public static TheoryData<string> Mechanisms => ["marginal", "critical", "vcg"];

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public void A_false_number_of_samples(string name) => AssertFound(name, ReportDimension.Samples, audit => audit.Samples);

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public void A_false_gain_scale(string name) => AssertFound(name, ReportDimension.GainScale, audit => audit.GainScale);

    /// <summary>With fine steps the search finds what a far finer grid finds, but for a small part.</summary>
    [Theory]
    [MemberData(nameof(Mechanisms))]
    [Trait("Category", "Long")]
    public void A_finer_grid_finds_little_more(string name)
    {
        var (found, finer) = (0.0, 0.0);
        for (var seed = 0UL; seed < 30; seed++)
        {
            var round = RandomMarkets.Published(9, seed);
            found += Audit.Of(round, Mechanism.Find(name)!, Alone).Participants.Sum(participant => participant.Samples.Value + participant.GainScale.Value);
            finer += Audit.Of(round, Mechanism.Find(name)!, Alone with { PointsPerOctave = 64 }).Participants.Sum(participant => participant.Samples.Value + participant.GainScale.Value);
        }

        Assert.True(found >= 0.99 * finer, $"{found} against {finer}");
        Assert.True(finer > 1);
    }

    /// <summary>A small participant among large ones gains by passing for one of them, far beyond the grid; the deposit must cover that.</summary>
    [Theory]
    [MemberData(nameof(Mechanisms))]
    public void A_lie_far_beyond_the_grid(string name)
    {
        Report[] reports = [Report.Of("small", 100, 0.01, 5e5), Report.Of("b", 5000, 5, 5e5), Report.Of("d", 8000, 5, 5e5), Report.Of("e", 9000, 5, 5e5)];
        var (round, mechanism) = (new MarketRound(reports, ModelDistances.Dense(new double[4, 4]), 0), Mechanism.Find(name)!);
        var audited = Audit.Of(round, mechanism, Alone).Participants[0];
        for (var doublings = 0; doublings <= 40; doublings++)
        {
            var gain = Lie.Gain(round, mechanism, 0, ReportDimension.Samples, 100.0 * Math.Pow(2, doublings));
            Assert.True(gain <= audited.Samples.Value + 1e-9, $"{doublings} doublings bring {gain}, more than {audited.Samples}");
        }

        Assert.True(audited.Samples.Report > 16 * 100, $"{audited.Samples}");
    }

    private static void AssertFound(string name, ReportDimension dimension, Func<ParticipantAudit, Regret> of) =>
        Gen.Select(Gen.ULong, Gen.ULong).Sample(
            (seed, choice) =>
            {
                var (round, mechanism) = (RandomMarkets.Audited(8, seed), Mechanism.Find(name)!);
                var participant = (int)(choice % (ulong)round.Reports.Count);
                var regret = of(Audit.Of(round, mechanism, Alone with { Threads = 1 }).Participants[participant]);
                Assert.True(regret.Value >= 0);
                Assert.Equal(regret.Value, Lie.Gain(round, mechanism, participant, dimension, regret.Report), 1e-9);
                var truth = Lie.Truth(round, participant, dimension);
                foreach (var multiple in Coarse.Append(dimension == ReportDimension.GainScale ? 0 : 1))
                {
                    var report = dimension == ReportDimension.Samples ? Math.Max(1, Math.Round(truth * multiple)) : truth * multiple;
                    Assert.True(Lie.Gain(round, mechanism, participant, dimension, report) <= regret.Value + 1e-9, $"{dimension} {report:R} brings more than {regret}");
                }
            },
            iter: 500,
            threads: 1);
}
