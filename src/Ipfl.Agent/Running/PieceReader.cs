using Ipfl.Protocol;
using Ipfl.Protocol.V1;

namespace Ipfl.Agent;

/// <summary>Receives a file piece by piece. What has arrived stays, so that an agent that was killed asks for the rest alone.</summary>
internal static class PieceReader
{
    /// <summary>Receives <paramref name="path"/>; it appears once it is whole and has the digest.</summary>
    /// <param name="path">The file.</param>
    /// <param name="partial">Where its beginning is kept.</param>
    /// <param name="digest">SHA-256, hexadecimal.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="read">Asks for the piece at an offset.</param>
    /// <param name="arrived">Called after each piece.</param>
    /// <exception cref="InvalidDataException">What arrived has another size or digest, even from the beginning.</exception>
    public static async Task ReceiveAsync(string path, string partial, string digest, long bytes, Func<long, Task<ModelPiece>> read, Action arrived)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var resumed = File.Exists(partial);
        await Append(partial, bytes, read, arrived);
        if (FileDigest.Of(partial) != digest && resumed)
        {
            // What lay there was damaged or of another file.
            File.Delete(partial);
            await Append(partial, bytes, read, arrived);
        }

        if (FileDigest.Of(partial) is var found && found != digest)
        {
            File.Delete(partial);
            throw new InvalidDataException($"{path}: arrived with digest {found}; the server promised {digest}: ask the operator");
        }

        File.Move(partial, path, overwrite: true);
    }

    private static async Task Append(string partial, long bytes, Func<long, Task<ModelPiece>> read, Action arrived)
    {
        await using var file = new FileStream(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        if (file.Length > bytes) file.SetLength(0);
        file.Seek(0, SeekOrigin.End);
        while (file.Length < bytes)
        {
            var piece = await read(file.Length);
            if (piece.TotalBytes != bytes || piece.Data.IsEmpty || piece.Data.Length > bytes - file.Length)
                throw new InvalidDataException($"{partial}: a piece of {piece.Data.Length} bytes at {file.Length} of {piece.TotalBytes} arrived; the server promised {bytes} bytes: ask the operator");
            piece.Data.WriteTo(file);
            file.Flush(flushToDisk: true);
            arrived();
        }
    }
}
