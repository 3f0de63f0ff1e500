using System.Security.Cryptography;
using Ipfl.Service.Hosting;

namespace Ipfl.Service.Models;

/// <summary>
/// The files of a market: the initial model, uploads in pieces and whole, centres. Names are made of numbers and digests alone, so that no
/// word of a caller ever becomes part of a path.
/// </summary>
public sealed class ModelStore(ServiceFolder folder)
{
    /// <summary>The initial model.</summary>
    public string Initial(string market) => Path.Combine(Market(market), "initial.safetensors");

    /// <summary>The initial model while it arrives.</summary>
    public string InitialPart(string market) => Path.Combine(Market(market), "initial.part");

    /// <summary>The labelled set that models are judged on.</summary>
    public string Probe(string market) => Path.Combine(Market(market), "probe.safetensors");

    /// <summary>The labelled set while it arrives.</summary>
    public string ProbePart(string market) => Path.Combine(Market(market), "probe.part");

    /// <summary>An upload that was counted.</summary>
    public string Upload(string market, int round, int participant) => Path.Combine(Round(market, round), $"upload-{participant}.safetensors");

    /// <summary>An upload while it arrives.</summary>
    public string UploadPart(string market, int round, int participant, string digest) => Path.Combine(Round(market, round), $"upload-{participant}-{digest}.part");

    /// <summary>A proximal centre.</summary>
    public string Centre(string market, int round, int participant) => Path.Combine(Round(market, round), $"centre-{participant}.safetensors");

    /// <summary>How many bytes of a file there are.</summary>
    public static long Length(string file) => File.Exists(file) ? FileSize.Of(file) : 0;

    /// <summary>Adds a piece at the end of a file; a piece that is there already changes nothing, and so does one that leaves a gap.</summary>
    /// <returns>How many bytes there are now.</returns>
    public static async Task<long> AppendAsync(string file, long offset, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        var length = Length(file);
        if (offset > length || offset + data.Length <= length) return length;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await using var stream = new FileStream(file, OwnersFile.Options(FileMode.OpenOrCreate));
        stream.Position = offset;
        await stream.WriteAsync(data, cancellation);
        return stream.Length;
    }

    /// <summary>SHA-256 of a file, hexadecimal, once the file itself is safe on disk.</summary>
    public static string SealAndDigest(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>A piece of a file.</summary>
    public static async Task<(byte[] Data, long Total)> ReadAsync(string file, long offset, int most, CancellationToken cancellation)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        stream.Position = Math.Min(offset, stream.Length);
        var data = new byte[(int)Math.Min(most, stream.Length - stream.Position)];
        await stream.ReadExactlyAsync(data, cancellation);
        return (data, stream.Length);
    }

    /// <summary>Removes what no participant can need any more: everything of rounds up to <paramref name="round"/>.</summary>
    public void Forget(string market, int round)
    {
        for (; round > 0 && Directory.Exists(Round(market, round)); round--) Directory.Delete(Round(market, round), recursive: true);
    }

    private string Market(string market) => Path.Combine(folder.Models, market);

    private string Round(string market, int round) => Path.Combine(Market(market), $"{round:D6}");
}
