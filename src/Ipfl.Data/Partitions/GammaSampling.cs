namespace Ipfl.Data;

/// <summary>
/// Gamma-distributed numbers by Marsaglia and Tsang (2000), as logarithms: at a shape of 0.001 most are too small for a double.
/// </summary>
internal static class GammaSampling
{
    /// <summary>The logarithm of a Gamma(<paramref name="shape"/>, 1) number; the shape is positive.</summary>
    public static double NextLog(RandomStream random, double shape)
    {
        // Gamma(a) is Gamma(a + 1) · U^(1/a) in distribution; the method itself needs a shape of at least 1.
        if (shape < 1) return NextLog(random, shape + 1) + Math.Log(1 - random.NextDouble()) / shape;
        var d = shape - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = random.NextNormal();
            var v = 1 + c * x;
            if (v <= 0) continue;
            var logCube = 3 * Math.Log(v);
            if (Math.Log(1 - random.NextDouble()) < 0.5 * x * x + d * (1 - v * v * v + logCube)) return Math.Log(d) + logCube;
        }
    }
}
