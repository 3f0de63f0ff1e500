using Ipfl.Protocol;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// The tensors of a checkpoint in the number type and on the device where they are wanted. Where they are stored like that, they are the
/// file's own pages, brought in as they are used; else a tensor is converted by itself. The file's pages, which the system may take back at any
/// time, are let go when all is loaded.
/// </summary>
internal sealed class CheckpointTensors(CheckpointWeights weights, ScalarType type, Device device) : IDisposable
{
    /// <summary>Rows that are made bytes at a time: a float32 copy of them is all that exists beside the result.</summary>
    private const int RowsAtATime = 256;

    private readonly Dictionary<(string Path, ScalarType Type), Tensor> _maps = [];

    /// <summary>A tensor; the caller's, outside every dispose scope.</summary>
    public Tensor Plain(string name)
    {
        using var scope = NewDisposeScope();
        return Stored(name).to(type).to(device).DetachFromDisposeScope();
    }

    /// <summary>A matrix in a byte a number; the caller's, outside every dispose scope.</summary>
    public (Tensor Bytes, Tensor Scales) Bytes(string name)
    {
        using var scope = NewDisposeScope();
        var stored = Stored(name);
        var (rows, columns) = (stored.shape[0], stored.shape[1]);
        var (bytes, scales) = (empty(rows, columns, dtype: ScalarType.Int8), empty(rows, dtype: ScalarType.Float32));
        for (var row = 0L; row < rows; row += RowsAtATime)
        {
            using var part = NewDisposeScope();
            var count = Math.Min(RowsAtATime, rows - row);
            var numbers = stored.narrow(0, row, count).to(ScalarType.Float32);
            var scale = numbers.abs().amax([1]).Over(sbyte.MaxValue);
            scales.narrow(0, row, count).copy_(scale);

            // A row of zeros has scale 0; its bytes are zeros whatever they are divided by.
            bytes.narrow(0, row, count).copy_(numbers.div(scale.AtLeast(float.Epsilon).unsqueeze(1)).round());
        }

        return (bytes.to(device).DetachFromDisposeScope(), scales.to(type).to(device).DetachFromDisposeScope());
    }

    /// <summary>Lets go of the files' pages that no tensor uses.</summary>
    public void Dispose()
    {
        foreach (var map in _maps.Values) map.Dispose();
        _maps.Clear();
    }

    private Tensor Stored(string name)
    {
        var (path, file, entry) = weights[name];
        var (stored, width) = entry.Dtype switch
        {
            SafetensorsDtype.F32 => (ScalarType.Float32, 4),
            SafetensorsDtype.BF16 => (ScalarType.BFloat16, 2),
            _ => (ScalarType.Float16, 2),
        };
        var start = file.DataStart + entry.Start;
        if (start % width != 0) return Read(file, entry, stored);
        if (!_maps.TryGetValue((path, stored), out var map))
            _maps[(path, stored)] = map = from_file(path, shared: false, size: FileSize.Of(path) / width, dtype: stored).DetachFromDisposeScope();
        return map.narrow(0, start / width, entry.Count).view([.. entry.Shape]);
    }

    /// <summary>The numbers of a file whose header leaves them at an odd place.</summary>
    private static Tensor Read(SafetensorsFile file, SafetensorsEntry entry, ScalarType stored)
    {
        var read = empty([.. entry.Shape], dtype: stored);
        var rowBytes = entry.ByteLength / entry.Shape[0];
        for (var row = 0L; row < entry.Shape[0]; row++)
        {
            using var part = read.narrow(0, row, 1);
            file.ReadBytes(entry, row * rowBytes, part.bytes);
        }

        return read;
    }
}
