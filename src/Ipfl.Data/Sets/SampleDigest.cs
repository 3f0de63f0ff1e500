using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Ipfl.Data;

/// <summary>SHA-256 of samples as they were loaded, so that two runs can be told to have met the same data wherever it lay.</summary>
internal static class SampleDigest
{
    /// <summary>Of a training and a test set: shape, labels and pixels of each.</summary>
    public static string Of(ImageDataSet data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var set in new[] { data.Train, data.Test })
        {
            foreach (var number in new[] { set.Shape.Channels, set.Shape.Height, set.Shape.Width, set.Count }) Append(hash, number);
            hash.AppendData(set.Labels.Span);
            hash.AppendData(set.Pixels.Span);
        }

        return Text(hash);
    }

    /// <summary>Of training and test records: their texts in order.</summary>
    public static string Of(InstructionDataSet data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var records in new[] { data.Train, data.Test })
        {
            Append(hash, records.Count);
            foreach (var record in records)
                foreach (var text in new[] { record.Instruction, record.Input, record.Output })
                    Append(hash, text);
        }

        return Text(hash);
    }

    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Append(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static string Text(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());
}
