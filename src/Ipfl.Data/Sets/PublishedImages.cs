using System.Security.Cryptography;

namespace Ipfl.Data;

/// <summary>How images that were loaded compare with what their publisher offers.</summary>
public enum Completeness
{
    /// <summary>Nobody has published how many there are, or which.</summary>
    Unknown,

    /// <summary>As many as were published and, where digests were published too, the same.</summary>
    Complete,

    /// <summary>Fewer or more than were published.</summary>
    Partial,

    /// <summary>As many as were published, but others: damaged, or changed.</summary>
    Altered,
}

/// <summary>Compares loaded images with the catalogue.</summary>
internal static class PublishedImages
{
    /// <summary>Rows of a file of CIFAR-10.</summary>
    private const int BatchRows = 10_000;

    public static Completeness Check(ImageDataSet data)
    {
        if (DataCatalogue.All.FirstOrDefault(entry => entry.Name == data.Name) is not { Images: { } published } entry) return Completeness.Unknown;
        if (data.Train.Count + data.Test.Count != published) return Completeness.Partial;
        return Digests(data) is { } digests && !digests.SequenceEqual(entry.Files.Select(file => file.ContentSha256)) ? Completeness.Altered : Completeness.Complete;
    }

    /// <summary>What the set's files would have as digests, had they been written from the images; null where that cannot be told.</summary>
    private static IEnumerable<string>? Digests(ImageDataSet data) => data.Name switch
    {
        "fashion-mnist" => new[] { data.Train, data.Test }.SelectMany(set => new[]
        {
            Hash(IdxFolder.Header([set.Count, set.Shape.Height, set.Shape.Width]), set.Pixels.Span),
            Hash(IdxFolder.Header([set.Count]), set.Labels.Span),
        }),
        "cifar-10" when data.Train.Count % BatchRows == 0 && data.Test.Count == BatchRows => Batches(data.Train).Concat(Batches(data.Test)),
        _ => null,
    };

    private static IEnumerable<string> Batches(ImageSet set)
    {
        var size = set.Shape.Size;
        for (var start = 0; start < set.Count; start += BatchRows)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (var row = start; row < start + BatchRows; row++)
            {
                hash.AppendData(set.Labels.Span.Slice(row, 1));
                hash.AppendData(set.Pixels.Span.Slice(row * size, size));
            }

            yield return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    private static string Hash(ReadOnlySpan<byte> header, ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        hash.AppendData(content);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
