using System.Text;
using System.Text.Json;
using Ipfl.Market.Auditing;

namespace Ipfl.Market.Tests.Auditing;

public sealed class AuditTests
{
    /// <summary>
    /// A buyer with N = 100 and K = 10⁴, three sellers of equal size, λ = 0: the walk goes by cost. What is asserted follows from the
    /// formulas by hand.
    /// </summary>
    private static readonly MarketRound Small = new(
        [Report.Of("a", 100, null, 1e4), Report.Of("b", 300, 0, 0), Report.Of("c", 300, 2.2, 0), Report.Of("d", 300, 2.0, 0)],
        ModelDistances.Dense(new double[4, 4]),
        lambda: 0);

    public static TheoryData<string> Mechanisms => ["marginal", "critical", "vcg"];

    /// <summary>√(K/400) − √(K/700) = 1.220: after b, which comes first whatever the others claim, nobody is paid what c or d cost.</summary>
    [Fact]
    public void Nobody_jumps_a_queue_whose_first_sells_for_nothing()
    {
        var audit = Audit.Of(Small, Mechanism.Marginal);
        Assert.Equal(0, audit.MaxCostRegret);
        Assert.All(audit.Participants, participant => Assert.Equal(Truth(participant.Id), participant.Cost.Report));
        static double Truth(string id) => id switch { "a" => double.PositiveInfinity, "b" => 0, "c" => 2.2, _ => 2.0 };
    }

    /// <summary>
    /// With b at 1.5: the walk is b, d, c by cost. b is imported (10 − 5 = 5 &gt; 1.5) and paid 5; then √(K/400) − √(K/700) = 1.220 &lt; 2.
    /// By claiming less than 1.5, c stands first, is imported alone and paid 5: a gain of 5 − 2.2 = 2.8; d gains 5 − 2 = 3.
    /// </summary>
    [Fact]
    public void Under_marginal_the_seller_behind_gains_by_jumping_the_queue()
    {
        var round = Small.WithReport(1, ParticipantType.Of(300, 1.5, 0));
        round = new(round.Reports, round.Distances, 0);
        var audit = Audit.Of(round, Mechanism.Marginal);
        Assert.Equal([0, 0, 2.8, 3.0], audit.Participants.Select(participant => Math.Round(participant.Cost.Value, 9)));
        Assert.All(audit.Participants.Skip(2), participant => Assert.InRange(participant.Cost.Report, 0, 1.5));
        Assert.Equal(3.5, audit.Participants[1].SellerSlack!.Value, 1e-12);
        Assert.Null(audit.Participants[2].SellerSlack);
        Assert.Equal(0, Audit.Of(round, Mechanism.Critical).MaxCostRegret);
        Assert.Equal(0, Audit.Of(round, Mechanism.Vcg).MaxCostRegret);
    }

    [Fact]
    public void A_cost_curve_has_its_steps_where_sales_are_lost()
    {
        var round = new MarketRound([.. Small.Reports.Select(report => report.Id == "b" ? Report.Of("b", 300, 1.5, 0) : report)], Small.Distances, 0);
        var curve = WhatIf.Cost(round, Mechanism.Marginal, 2);
        Assert.Equal(0, curve.AtTruth);
        Assert.Equal([(0, 1), (1.5, 0)], curve.Pieces.Select(piece => (Math.Round(piece.From, 9), piece.Sales)));
        Assert.Equal(2.8, curve.Pieces[0].Utility, 1e-9);
        Assert.Equal(double.PositiveInfinity, curve.Pieces[1].To);
    }

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public void Threads_do_not_change_a_bit(string name)
    {
        for (var seed = 0UL; seed < 5; seed++)
        {
            var round = RandomMarkets.Published(30, seed);
            var (one, four) = (Audit.Of(round, Mechanism.Find(name)!, new() { Threads = 1 }), Audit.Of(round, Mechanism.Find(name)!, new() { Threads = 4 }));
            Assert.Equal(one.Participants, four.Participants);
        }
    }

    [Fact]
    public void The_deposit_makes_the_lie_unprofitable()
    {
        var audit = Audit.Of(RandomMarkets.Published(9, 1), Mechanism.Vcg, new() { Detection = 0.25 });
        Assert.True(audit.MaxSamplesRegret > 0);
        Assert.All(audit.Participants, participant => Assert.Equal(participant.Samples.Value, 0.25 * participant.Deposit, 1e-12));
    }

    [Fact]
    public void Progress_goes_from_nothing_to_all()
    {
        var shares = new Shares();
        Audit.Of(RandomMarkets.Published(9, 1), Mechanism.Marginal, progress: shares);
        Assert.Equal(shares.Order(), shares);
        Assert.Equal(1, shares[^1], 1e-12);
        Assert.Equal(22 * 9, shares.Count);
    }

    [Fact]
    public void A_cancelled_audit_ends()
    {
        using var source = new CancellationTokenSource();
        var cancelling = new Cancelling(source);
        Assert.Throws<OperationCanceledException>(() => Audit.Of(RandomMarkets.Published(30, 1), Mechanism.Vcg, progress: cancelling, cancellation: source.Token));
    }

    [Fact]
    public void The_file_says_what_was_found()
    {
        using var stream = new MemoryStream();
        var audit = Audit.Of(new(Small.Reports, Small.Distances, 0), Mechanism.Marginal);
        MarketFile.Write(stream, audit);
        using var json = JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray()));
        Assert.Equal("marginal", json.RootElement.GetProperty("mechanism").GetString());
        var (a, b) = (json.RootElement.GetProperty("participants")[0], json.RootElement.GetProperty("participants")[1]);
        Assert.Equal("a", a.GetProperty("id").GetString());
        Assert.Equal(JsonValueKind.Null, a.GetProperty("sellerSlack").ValueKind);
        Assert.Equal(JsonValueKind.Null, a.GetProperty("regret").GetProperty("cost").GetProperty("report").ValueKind);
        Assert.Equal(audit.Participants[0].GainScale.Report, a.GetProperty("regret").GetProperty("gainScale").GetProperty("report").GetDouble());
        Assert.Equal(audit.Participants[1].SellerSlack, b.GetProperty("sellerSlack").GetDouble());
        Assert.Equal(audit.Participants[1].Samples.Value, b.GetProperty("regret").GetProperty("samples").GetProperty("value").GetDouble());
        Assert.Equal(audit.Participants[1].Deposit, b.GetProperty("deposit").GetDouble());
        Assert.Equal(audit.MaxSamplesRegret, json.RootElement.GetProperty("maxRegret").GetProperty("samples").GetDouble());
        Assert.Equal(0, json.RootElement.GetProperty("budgetImbalance").GetDouble());
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        foreach (var detection in new[] { 0, -0.1, 1.1, double.NaN }) Assert.Throws<ArgumentOutOfRangeException>(() => new AuditOptions { Detection = detection });
        foreach (var span in new[] { 1, 0, double.NaN, double.PositiveInfinity }) Assert.Throws<ArgumentOutOfRangeException>(() => new AuditOptions { Span = span });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AuditOptions { PointsPerOctave = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AuditOptions { Refinements = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AuditOptions { Threads = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => WhatIf.Cost(Small, Mechanism.Vcg, 4));
        Assert.Throws<ArgumentException>(() => WhatIf.Cost(Small, Mechanism.Vcg, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => WhatIf.Samples(Small, Mechanism.Vcg, 0, 10, 10, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => WhatIf.GainScale(Small, Mechanism.Vcg, 0, 1, 2, 1));
    }

    [Fact]
    public void A_market_of_nobody_has_an_audit()
    {
        var audit = Audit.Of(new([], ModelDistances.Dense(new double[0, 0]), 1), Mechanism.Marginal);
        Assert.Empty(audit.Participants);
        Assert.Equal((0, 0), (audit.MaxCostRegret, audit.BudgetImbalance));
    }

    private sealed class Shares : List<double>, IProgress<double>
    {
        public void Report(double value) => Add(value);
    }

    private sealed class Cancelling(CancellationTokenSource source) : IProgress<double>
    {
        public void Report(double value)
        {
            if (value > 0.3) source.Cancel();
        }
    }
}
