using Ipfl.Protocol;
using TorchSharp;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests;

/// <summary>A file of reference vectors, as tensors and numbers.</summary>
internal sealed class Golden(string name) : IDisposable
{
    private readonly SafetensorsFile _file = SafetensorsFile.Open(SharedFolder.Golden(name));

    public IReadOnlyList<long> Shape(string tensor) => _file[tensor].Shape;

    public double[] Numbers(string tensor) => _file.ReadDoubles(tensor);

    public long[] Integers(string tensor) => _file.ReadInt64s(tensor);

    public double[,] Matrix(string tensor)
    {
        var matrix = new double[Shape(tensor)[0], Shape(tensor)[1]];
        Buffer.BlockCopy(Numbers(tensor), 0, matrix, 0, matrix.Length * sizeof(double));
        return matrix;
    }

    public Tensor Doubles(string tensor) => torch.tensor(Numbers(tensor)).reshape([.. Shape(tensor)]);

    public Tensor Singles(string tensor) => torch.tensor(_file.ReadSingles(tensor)).reshape([.. Shape(tensor)]);

    public Tensor Int64s(string tensor) => torch.tensor(Integers(tensor)).reshape([.. Shape(tensor)]);

    public void Dispose() => _file.Dispose();
}
