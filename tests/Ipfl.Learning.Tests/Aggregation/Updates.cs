using CsCheck;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Aggregation;

/// <summary>Random models around an initial one, and the textbook's sums over pairs to compare with.</summary>
internal sealed record Updates(double[] Initial, double[][] Models, double[,] Weights)
{
    // Never zero: a model that did not move is a case of its own.
    private static readonly Gen<double> Component = Gen.Int[-1000, 999].Select(n => (n + 0.5) / 1000);

    public static readonly Gen<Updates> Random =
        from m in Gen.Int[1, 7]
        from d in Gen.Int[1, 30]
        from initial in Component.Array[d]
        from updates in Component.Array[d].Array[m]
        from weights in Gen.Int[0, 20].Select(n => n / 10.0).Array2D[m, m]
        select new Updates(initial, [.. updates.Select(update => Add(initial, update, 1))], weights);

    public int Count => Models.Length;

    public Tensor Theta0 => tensor(Initial);

    public Tensor Theta => stack(Models.Select(model => tensor(model)));

    public double[] Update(int i) => Add(Models[i], Initial, -1);

    public double Cosine(int i, int j) => Dot(Update(i), Update(j)) / Math.Sqrt(Dot(Update(i), Update(i)) * Dot(Update(j), Update(j)));

    public static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    public static double[] Add(double[] a, double[] b, double factor) => [.. a.Zip(b, (x, y) => x + factor * y)];
}
