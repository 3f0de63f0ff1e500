using System.IO.MemoryMappedFiles;
using Ipfl.Protocol;

namespace Ipfl.Learning;

/// <summary>
/// Models that are computed straight into files: written under temporary names beside their targets through a memory map, flushed to disk,
/// then renamed.
/// </summary>
internal sealed unsafe class WritableModels : IDisposable
{
    private readonly List<(string Temporary, string Target, MemoryMappedFile File, MemoryMappedViewAccessor View)> _files = [];
    private readonly nint[] _rows;
    private readonly long _size;

    /// <summary>Files with the header of <paramref name="template"/> and numbers yet to come.</summary>
    public WritableModels(string template, IReadOnlyList<string> targets)
    {
        _rows = new nint[targets.Count];
        try
        {
            var header = Header(template, out _size);
            for (var i = 0; i < targets.Count; i++) _rows[i] = Map(header, targets[i]);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The numbers to be written, one row a file.</summary>
    public NumberRows Rows() => NumberRows.At(_rows, _size);

    /// <summary>Makes the files appear.</summary>
    public void Publish()
    {
        foreach (var (temporary, target, file, view) in _files)
        {
            view.Flush();
            Close(file, view);
            using (var stream = new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite)) stream.Flush(flushToDisk: true);
            File.Move(temporary, target, overwrite: true);
        }

        _files.Clear();
    }

    /// <summary>Lets go of what was not published.</summary>
    public void Dispose()
    {
        foreach (var (temporary, _, file, view) in _files)
        {
            Close(file, view);
            File.Delete(temporary);
        }

        _files.Clear();
    }

    private static byte[] Header(string template, out long size)
    {
        long bytes;
        using (var file = SafetensorsFile.Open(template))
        {
            (size, bytes) = (file.Entries.Sum(entry => entry.Count), file.Entries.Sum(entry => entry.ByteLength));
        }

        using var stream = File.OpenRead(template);
        var header = new byte[stream.Length - bytes];
        stream.ReadExactly(header);
        return header;
    }

    private nint Map(byte[] header, string target)
    {
        target = OutputPath.Behind(target);
        var temporary = $"{target}.tmp";
        var length = header.Length + (_size * sizeof(float));
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            stream.Write(header);
            stream.SetLength(length);
        }

        var file = MemoryMappedFile.CreateFromFile(temporary, FileMode.Open, null, length, MemoryMappedFileAccess.ReadWrite);
        var view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.ReadWrite);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _files.Add((temporary, target, file, view));
        return (nint)(start + header.Length);
    }

    private static void Close(MemoryMappedFile file, MemoryMappedViewAccessor view)
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
    }
}
