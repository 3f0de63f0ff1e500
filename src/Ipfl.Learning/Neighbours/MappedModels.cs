using System.IO.MemoryMappedFiles;
using Ipfl.Protocol;

namespace Ipfl.Learning;

/// <summary>
/// Models in safetensors files, one to a file, that are not loaded: the system brings in what is read, and lets go of it again. A model is
/// all numbers of its file, in their order there.
/// </summary>
public sealed unsafe class MappedModels : IDisposable
{
    private readonly List<(MemoryMappedFile File, MemoryMappedViewAccessor View)> _maps = [];
    private readonly nint[] _rows;

    private MappedModels(IReadOnlyList<string> files)
    {
        _rows = new nint[files.Count];
        try
        {
            for (var i = 0; i < files.Count; i++) _rows[i] = Map(files[i], isFirst: i == 0);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>How many models there are.</summary>
    public int Count => _rows.Length;

    /// <summary>d, how many numbers a model has.</summary>
    public long Size { get; private set; }

    /// <summary>Maps the files.</summary>
    /// <exception cref="ArgumentException">No files.</exception>
    /// <exception cref="InvalidDataException">A file is no safetensors file, has other numbers than float32, or not as many as the first one.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static MappedModels Open(IReadOnlyList<string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return files.Count > 0 ? new(files) : throw new ArgumentException("there must be at least one file", nameof(files));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (file, view) in _maps)
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
            file.Dispose();
        }

        _maps.Clear();
    }

    /// <summary>The updates from one initial model, or from one each; valid as long as both are.</summary>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    internal UpdateMatrix UpdatesFrom(MappedModels initial)
    {
        ObjectDisposedException.ThrowIf(_maps.Count == 0, this);
        ObjectDisposedException.ThrowIf(initial._maps.Count == 0, initial);
        if (initial.Size != Size || (initial.Count != 1 && initial.Count != Count))
            throw new ArgumentException($"the initial model must be one of {Size} numbers; there are {initial.Count} of {initial.Size}", nameof(initial));
        return UpdateMatrix.Of(NumberRows.At(_rows, Size), NumberRows.At(initial._rows, Size));
    }

    private nint Map(string path, bool isFirst)
    {
        long size;
        long begin;
        using (var file = SafetensorsFile.Open(path))
        {
            if (file.Entries.FirstOrDefault(entry => entry.Dtype != SafetensorsDtype.F32) is { } other)
                throw new InvalidDataException($"{path}: tensor '{other.Name}' holds {other.Dtype.InWords()}; a model's numbers must be F32");
            (size, begin) = (file.Entries.Sum(entry => entry.Count), file.DataStart);
        }

        if (isFirst) Size = size;
        else if (size != Size) throw new InvalidDataException($"{path}: found a model of {size} numbers; the first one has {Size}");
        if (size == 0) throw new InvalidDataException($"{path}: found a model of no numbers; at least one is needed");
        var map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        var view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _maps.Add((map, view));

        // The numbers follow the header without gaps.
        return (nint)(start + begin);
    }
}
