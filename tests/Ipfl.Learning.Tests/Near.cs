using static TorchSharp.torch;

namespace Ipfl.Learning.Tests;

/// <summary>Comparisons of many numbers at once that name the worst one.</summary>
internal static class Near
{
    public static void Equal(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"at {i}: expected {expected[i]:R}, was {actual[i]:R}");
    }

    public static void Equal(double[,] expected, double[,] actual, double tolerance) =>
        Equal(expected.Cast<double>().ToArray(), actual.Cast<double>().ToArray(), tolerance);

    public static long[] Row(this long[,] matrix, int row) => [.. Enumerable.Range(0, matrix.GetLength(1)).Select(c => matrix[row, c])];

    public static double[] Numbers(this Tensor tensor) => tensor.to(ScalarType.Float64).contiguous().data<double>().ToArray();
}
