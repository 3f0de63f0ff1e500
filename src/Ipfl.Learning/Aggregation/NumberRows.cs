using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// Rows of float32 or float64 numbers somewhere in memory, read and written as float64 a piece at a time, so that no converted copy of the
/// whole is ever held; or of float32 in files that are written.
/// </summary>
internal sealed unsafe class NumberRows : IDisposable
{
    private readonly Tensor? _owner;
    private readonly nint[] _rows;
    private readonly bool _isSingle;
    private readonly SafeFileHandle[]? _files;
    private readonly long _start;

    private NumberRows(Tensor? owner, nint[] rows, long size, bool isSingle) => (_owner, _rows, Size, _isSingle) = (owner, rows, size, isSingle);

    private NumberRows(SafeFileHandle[] files, long start, long size)
        : this(null, new nint[files.Length], size, isSingle: true) => (_files, _start) = (files, start);

    /// <summary>How many rows there are.</summary>
    public int Count => _rows.Length;

    /// <summary>d, how many numbers a row has.</summary>
    public long Size { get; }

    /// <summary>The rows of an [m, d] tensor, or the one row of a [d] tensor; a copy only where they do not lie one after another.</summary>
    /// <exception cref="ArgumentException">Numbers of another type.</exception>
    public static NumberRows Of(Tensor tensor)
    {
        if (tensor.dtype is not (ScalarType.Float32 or ScalarType.Float64))
            throw new ArgumentException($"numbers must be float32 or float64, not {tensor.dtype}", nameof(tensor));
        using var untracked = no_grad();
        using var detached = tensor.detach();
        var held = detached.contiguous().DetachFromDisposeScope();
        var (count, size, isSingle) = (held.dim() == 2 ? (int)held.shape[0] : 1, held.shape[^1], held.dtype == ScalarType.Float32);
        var stride = (nint)size * (isSingle ? sizeof(float) : sizeof(double));
        var rows = new nint[count];
        for (var i = 0; i < count; i++) rows[i] = (i == 0 ? Address(held) : rows[i - 1] + stride);
        return new(held, rows, size, isSingle);
    }

    /// <summary>Rows of float32 at these addresses, which somebody else keeps valid.</summary>
    public static NumberRows At(nint[] rows, long size) => new(null, rows, size, isSingle: true);

    /// <summary>
    /// Rows of float32 that begin at a place of files and can only be written. A disk that is full fails a write, where it would kill a process that
    /// has the file in its memory.
    /// </summary>
    public static NumberRows In(SafeFileHandle[] files, long start, long size) => new(files, start, size);

    /// <summary>Puts numbers of a row, from a column on, into <paramref name="target"/>.</summary>
    public void Read(int row, long column, Span<double> target)
    {
        if (_isSingle) Widen(Piece<float>(row, column, target.Length), target);
        else Piece<double>(row, column, target.Length).CopyTo(target);
    }

    /// <summary>Takes numbers of a row, from a column on, off those in <paramref name="target"/>.</summary>
    public void Subtract(int row, long column, Span<double> target)
    {
        if (_isSingle) SubtractWidened(Piece<float>(row, column, target.Length), target);
        else SubtractAsTheyAre(Piece<double>(row, column, target.Length), target);
    }

    /// <summary>Puts <paramref name="numbers"/> into a row, from a column on, rounded to the rows' type.</summary>
    public void Write(int row, long column, ReadOnlySpan<double> numbers)
    {
        if (_files is { } files) WriteInto(files[row], column, numbers);
        else if (_isSingle) Narrow(numbers, Piece<float>(row, column, numbers.Length));
        else numbers.CopyTo(Piece<double>(row, column, numbers.Length));
    }

    /// <inheritdoc/>
    public void Dispose() => _owner?.Dispose();

    private void WriteInto(SafeFileHandle file, long column, ReadOnlySpan<double> numbers)
    {
        const int most = 1024;
        Span<float> narrow = stackalloc float[most];
        for (var done = 0; done < numbers.Length; done += most)
        {
            var piece = narrow[..Math.Min(most, numbers.Length - done)];
            Narrow(numbers.Slice(done, piece.Length), piece);
            RandomAccess.Write(file, MemoryMarshal.AsBytes(piece), _start + ((column + done) * sizeof(float)));
        }
    }

    private Span<T> Piece<T>(int row, long column, int length)
        where T : unmanaged => new((T*)_rows[row] + column, length);

    /// <summary>Where a tensor's memory begins; asked of its first number, as spans cannot cover more than two gigabytes.</summary>
    private static nint Address(Tensor tensor)
    {
        if (tensor.numel() == 0) return 0;
        using var flat = tensor.flatten();
        using var first = flat.narrow(0, 0, 1);
        fixed (byte* address = first.bytes) return (nint)address;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Widen(ReadOnlySpan<float> source, Span<double> target)
    {
        var whole = source.Length - (source.Length % Vector512<float>.Count);
        for (var k = 0; k < whole; k += Vector512<float>.Count)
        {
            var (low, high) = Vector512.Widen(Vector512.Create(source[k..]));
            low.CopyTo(target[k..]);
            high.CopyTo(target[(k + Vector512<double>.Count)..]);
        }

        for (var k = whole; k < source.Length; k++) target[k] = source[k];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SubtractWidened(ReadOnlySpan<float> source, Span<double> target)
    {
        var whole = source.Length - (source.Length % Vector512<float>.Count);
        for (var k = 0; k < whole; k += Vector512<float>.Count)
        {
            var (low, high) = Vector512.Widen(Vector512.Create(source[k..]));
            var (first, second) = (k, k + Vector512<double>.Count);
            (Vector512.Create<double>(target[first..]) - low).CopyTo(target[first..]);
            (Vector512.Create<double>(target[second..]) - high).CopyTo(target[second..]);
        }

        for (var k = whole; k < source.Length; k++) target[k] -= source[k];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow(ReadOnlySpan<double> source, Span<float> target)
    {
        var whole = source.Length - (source.Length % Vector512<float>.Count);
        for (var k = 0; k < whole; k += Vector512<float>.Count)
            Vector512.Narrow(Vector512.Create(source[k..]), Vector512.Create(source[(k + Vector512<double>.Count)..])).CopyTo(target[k..]);
        for (var k = whole; k < source.Length; k++) target[k] = (float)source[k];
    }

    private static void SubtractAsTheyAre(ReadOnlySpan<double> source, Span<double> target)
    {
        for (var k = 0; k < source.Length; k++) target[k] -= source[k];
    }
}
