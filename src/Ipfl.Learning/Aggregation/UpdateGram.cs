using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// All inner products ⟨D_i, D_j⟩ of the models' updates D = θ − θ⁰, or D_i = θ_i − origin_i, from one symmetric matrix product in float64.
/// </summary>
internal sealed class UpdateGram
{
    private readonly double[,] _products;
    private readonly double[] _norms;

    private UpdateGram(double[,] products)
    {
        _products = products;
        _norms = [.. Enumerable.Range(0, Count).Select(i => Math.Sqrt(products[i, i]))];
    }

    /// <summary>m, how many models there are.</summary>
    public int Count => _products.GetLength(0);

    /// <summary>‖D_i‖.</summary>
    public double Norm(int i) => _norms[i];

    /// <summary>⟨D_i, D_j⟩.</summary>
    public double Product(int i, int j) => _products[i, j];

    /// <summary>cos(D_i, D_j), in [−1, 1]; 0 where one of them is the initial model itself, which points nowhere.</summary>
    public double Cosine(int i, int j) =>
        _norms[i] == 0 || _norms[j] == 0 ? 0 : Math.Clamp(_products[i, j] / (_norms[i] * _norms[j]), -1, 1);

    /// <summary>‖θ_i − θ_j‖² = ‖D_i‖² + ‖D_j‖² − 2⟨D_i, D_j⟩; rounding cannot make it negative. Only of a common origin.</summary>
    public double SquaredDistance(int i, int j) => Math.Max(0, _products[i, i] + _products[j, j] - 2 * _products[i, j]);

    /// <summary>Computes them for models [m, d] and the initial model [d], or an origin each [m, d], float32 or float64.</summary>
    public static UpdateGram Of(Tensor models, Tensor initial)
    {
        var m = (int)models.shape[0];
        var products = new double[m, m];
        ColumnBlocks.Visit(models, initial, (_, _, updates) =>
        {
            var block = updates.matmul(updates.t()).data<double>().ToArray();
            // The upper triangle serves both halves, so that the matrix is symmetric to the last bit.
            for (var i = 0; i < m; i++)
                for (var j = i; j < m; j++) products[j, i] = products[i, j] += block[i * m + j];
        });
        return new UpdateGram(products);
    }
}
