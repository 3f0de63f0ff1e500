using System.Security.Cryptography;
using System.Text;

namespace Ipfl.Learning;

/// <summary>
/// Tells base models of equal sizes apart by their numbers: SHA-256 over the network's tensors, however a checkpoint spreads them over files and
/// whatever else these hold. For each tensor, in the order of the layers, a line in UTF-8 (name, type as safetensors calls it, and sizes,
/// separated by spaces, ended by a line feed), then its bytes.
/// </summary>
public static class CheckpointDigest
{
    private const int PieceBytes = 1 << 20;

    /// <summary>The digest of a folder's weights, 64 lower-case hexadecimal digits; it reads all of them once.</summary>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or does not suit the others.</exception>
    public static string Of(string folder)
    {
        var config = LlamaModel.ReadConfig(folder);
        using var files = CheckpointWeights.Open(folder, config);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = new byte[PieceBytes];
        foreach (var (name, _) in LlamaLayout.All(config))
        {
            var (_, file, entry) = files[name];
            hash.AppendData(Encoding.UTF8.GetBytes($"{name} {entry.Dtype} {string.Join(' ', entry.Shape)}\n"));
            for (long done = 0; done < entry.ByteLength;)
            {
                var part = piece.AsSpan(0, (int)Math.Min(PieceBytes, entry.ByteLength - done));
                file.ReadBytes(entry, done, part);
                hash.AppendData(part);
                done += part.Length;
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Whether a folder holds weights, in one file or in shards.</summary>
    public static bool HasWeights(string folder) => CheckpointWeights.AreIn(folder);
}
