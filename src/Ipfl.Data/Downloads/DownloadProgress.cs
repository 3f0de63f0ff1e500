namespace Ipfl.Data;

/// <summary>How far a download is.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Bytes">Bytes on disk, those of an earlier, interrupted download included.</param>
/// <param name="Total">Bytes of the whole file.</param>
/// <param name="BytesPerSecond">Mean rate since the present connection began to deliver.</param>
public readonly record struct DownloadProgress(string File, long Bytes, long Total, double BytesPerSecond);
