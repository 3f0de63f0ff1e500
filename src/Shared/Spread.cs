namespace Ipfl;

/// <summary>Mean and sample standard deviation (n − 1) of some numbers, at least one; a single number has no deviation.</summary>
internal readonly record struct Spread(double Mean, double? Deviation, int Count)
{
    public static Spread Of(IEnumerable<double> numbers)
    {
        double[] all = [.. numbers];
        var mean = all.Average();
        return new(mean, all.Length < 2 ? null : Math.Sqrt(all.Sum(x => (x - mean) * (x - mean)) / (all.Length - 1)), all.Length);
    }
}
