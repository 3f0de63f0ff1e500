using CsCheck;

namespace Ipfl.Simulation.Tests.Comparing;

public sealed class PairedStatisticsTests
{
    /// <summary>Two-sided 95 % points of Student's t, from the table of NIST's Engineering Statistics Handbook, 1.3.6.7.2.</summary>
    [Theory]
    [InlineData(1, 12.706)]
    [InlineData(2, 4.303)]
    [InlineData(3, 3.182)]
    [InlineData(4, 2.776)]
    [InlineData(9, 2.262)]
    [InlineData(19, 2.093)]
    [InlineData(30, 2.042)]
    [InlineData(100, 1.984)]
    public void The_interval_reaches_as_far_as_the_table_of_t_says(int freedom, double quantile)
    {
        double[] values = [.. Enumerable.Range(0, freedom + 1).Select(i => (double)i * i % 7)];
        var s = PairedStatistics.Of(values);
        Assert.Equal(quantile, (s.High!.Value - s.Mean) * Math.Sqrt(values.Length) / s.Deviation!.Value, 5e-4);
        Assert.Equal(quantile, (s.Mean - s.Low!.Value) * Math.Sqrt(values.Length) / s.Deviation!.Value, 5e-4);
    }

    /// <summary>Differences 1, 2, 6: mean 3, s² = (4 + 1 + 9)/2 = 7, t(2) = 4.302652729696142.</summary>
    [Fact]
    public void Three_differences_by_hand()
    {
        var s = PairedStatistics.Of([1, 2, 6]);
        var reach = 4.302652729696142 * Math.Sqrt(7.0 / 3);
        Assert.Equal((3, 3.0, 3, 0), (s.Seeds, s.Mean, s.Positive, s.Negative));
        Assert.Equal(Math.Sqrt(7), s.Deviation!.Value, 1e-14);
        Assert.Equal(3 - reach, s.Low!.Value, 1e-9);
        Assert.Equal(3 + reach, s.High!.Value, 1e-9);
    }

    [Fact]
    public void One_seed_has_a_difference_but_no_interval() => Assert.Equal(new PairedStatistics(1, -2, null, null, null, 0, 1), PairedStatistics.Of([-2]));

    [Fact]
    public void Equal_differences_have_an_interval_of_no_width() => Assert.Equal(new PairedStatistics(2, 0, 0, 0, 0, 0, 0), PairedStatistics.Of([0, 0]));

    [Fact]
    public void No_difference_at_all_is_refused() => Assert.Throws<ArgumentException>(() => PairedStatistics.Of([]));

    [Fact]
    public void Other_units_and_signs_change_the_interval_alike() =>
        Gen.Double[-100, 100].Array[2, 12].Select(Gen.Double[0.1, 10]).Sample((values, scale) =>
        {
            var (s, scaled, mirrored) = (PairedStatistics.Of(values), PairedStatistics.Of([.. values.Select(v => scale * v)]), PairedStatistics.Of([.. values.Select(v => -v)]));
            Assert.Equal(scale * s.Low!.Value, scaled.Low!.Value, 1e-8);
            Assert.Equal(scale * s.High!.Value, scaled.High!.Value, 1e-8);
            Assert.Equal(-s.High!.Value, mirrored.Low!.Value, 1e-8);
            Assert.Equal((s.Positive, s.Negative), (mirrored.Negative, mirrored.Positive));
            Assert.InRange(s.Mean, s.Low!.Value, s.High!.Value);
        }, iter: 500);

    /// <summary>What the interval promises: it covers the true mean 95 times in a hundred, however few the seeds are.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void The_interval_covers_the_true_mean_as_often_as_it_says(int seeds)
    {
        const int trials = 20_000;
        var random = new Ipfl.Data.RandomStream(seeds, Ipfl.Data.RandomPurpose.Partition);
        var covered = Enumerable.Range(0, trials).Count(_ =>
        {
            var s = PairedStatistics.Of([.. Enumerable.Range(0, seeds).Select(_ => 3 + (2 * random.NextNormal()))]);
            return s.Low <= 3 && 3 <= s.High;
        });
        Assert.InRange((double)covered / trials, 0.943, 0.957);
    }
}
