using System.Runtime.InteropServices;
using Ipfl.Protocol;

namespace Ipfl.Service.Models;

/// <summary>Whether an upload is the initial model still: whoever sends that back has not trained, and has nothing to sell.</summary>
public static class InitialNearness
{
    /// <summary>‖θ − θ⁰‖ up to this share of ‖θ⁰‖ is what float32 itself rounds away, not an update.</summary>
    public const double UnchangedShare = 1e-6;

    private const int ChunkNumbers = 1 << 14;

    /// <summary>Compares two files of one layout, number by number.</summary>
    public static bool IsUnchanged(string initial, string upload)
    {
        using var first = Numbers(initial);
        using var second = Numbers(upload);
        var (a, b) = (new float[ChunkNumbers], new float[ChunkNumbers]);
        var (changed, whole) = (0.0, 0.0);
        for (int read; (read = Fill(first, a)) > 0;)
        {
            second.ReadExactly(MemoryMarshal.AsBytes(b.AsSpan(0, read)));
            for (var i = 0; i < read; i++)
            {
                changed += ((double)b[i] - a[i]) * ((double)b[i] - a[i]);
                whole += (double)a[i] * a[i];
            }
        }

        return Math.Sqrt(changed) <= UnchangedShare * Math.Sqrt(whole);
    }

    private static FileStream Numbers(string path)
    {
        long start;
        using (var file = SafetensorsFile.Open(path)) start = file.DataStart;
        return new(path, FileMode.Open, FileAccess.Read, FileShare.Read) { Position = start };
    }

    private static int Fill(FileStream stream, float[] numbers) =>
        stream.ReadAtLeast(MemoryMarshal.AsBytes(numbers.AsSpan()), numbers.Length * sizeof(float), throwOnEndOfStream: false) / sizeof(float);
}
