using Ipfl.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Ipfl.Learning;

/// <summary>
/// Models that are computed straight into files: written under temporary names beside their targets, flushed to disk, then renamed.
/// </summary>
internal sealed class WritableModels : IDisposable
{
    private readonly List<(string Temporary, string Target, SafeFileHandle File)> _files = [];
    private readonly long _start;
    private readonly long _size;

    /// <summary>Files with the header of <paramref name="template"/> and numbers yet to come.</summary>
    public WritableModels(string template, IReadOnlyList<string> targets)
    {
        try
        {
            var header = Header(template, out _size);
            _start = header.Length;
            foreach (var target in targets) Begin(header, OutputPath.Behind(target));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The numbers to be written, one row a file.</summary>
    public NumberRows Rows() => NumberRows.In([.. _files.Select(file => file.File)], _start, _size);

    /// <summary>Makes the files appear.</summary>
    public void Publish()
    {
        foreach (var (temporary, target, file) in _files)
        {
            RandomAccess.FlushToDisk(file);
            file.Dispose();
            File.Move(temporary, target, overwrite: true);
        }

        _files.Clear();
    }

    /// <summary>Lets go of what was not published.</summary>
    public void Dispose()
    {
        foreach (var (temporary, _, file) in _files)
        {
            file.Dispose();
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

    private void Begin(byte[] header, string target)
    {
        var temporary = $"{target}.tmp";
        var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write);
        _files.Add((temporary, target, file));
        RandomAccess.Write(file, header, fileOffset: 0);
    }
}
