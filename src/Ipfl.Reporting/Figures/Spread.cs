namespace Ipfl.Reporting;

/// <summary>Mean and sample standard deviation (n − 1); the deviation of one number is unknown, NaN.</summary>
internal readonly record struct Spread(double Mean, double Deviation, int Count)
{
    public static Spread Of(IEnumerable<double> numbers)
    {
        double[] all = [.. numbers];
        var mean = all.Average();
        var deviation = all.Length < 2 ? double.NaN : Math.Sqrt(all.Sum(x => (x - mean) * (x - mean)) / (all.Length - 1));
        return new Spread(mean, deviation, all.Length);
    }

    /// <summary>The deviation as a length to draw: 0 where it is unknown.</summary>
    public double Reach => double.IsNaN(Deviation) ? 0 : Deviation;
}
