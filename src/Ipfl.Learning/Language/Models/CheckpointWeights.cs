using Ipfl.Protocol;

namespace Ipfl.Learning;

/// <summary>
/// The safetensors files of a checkpoint, opened and checked against the network's tensors: <c>model.safetensors</c>, or else the shards
/// that <c>model.safetensors.index.json</c> lists. Numbers are read when they are asked for.
/// </summary>
internal sealed class CheckpointWeights : IDisposable
{
    private const string Single = LlamaFolder.WeightsName;
    private const string Index = "model.safetensors.index.json";
    private readonly Dictionary<string, SafetensorsFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);

    private CheckpointWeights(string folder, LlamaConfig config)
    {
        try
        {
            // Where both are, the index is left over from an older save in shards: the reference library, too, takes the single file.
            if (LlamaFolder.HasModel(folder) || !File.Exists(Path.Combine(folder, Index))) OpenSingle(folder);
            else OpenShards(folder);
            foreach (var (name, shape) in LlamaLayout.All(config)) Check(folder, name, shape);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Opens the files of a folder.</summary>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or a tensor is missing or of another shape or type.</exception>
    public static CheckpointWeights Open(string folder, LlamaConfig config) => new(Path.GetFullPath(folder), config);

    /// <summary>Whether a folder holds such files.</summary>
    public static bool AreIn(string folder) => LlamaFolder.HasModel(folder) || File.Exists(Path.Combine(folder, Index));

    /// <summary>The file of a tensor, by path, and what is in it.</summary>
    public (string Path, SafetensorsFile File, SafetensorsEntry Entry) this[string name] => (_places[name], _files[_places[name]], _files[_places[name]][name]);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files.Values) file.Dispose();
    }

    private void OpenSingle(string folder)
    {
        var path = Path.Combine(folder, Single);
        if (!File.Exists(path)) throw new FileNotFoundException($"{folder}: holds no weights; {Single} or {Index} with its shards is needed", path);
        foreach (var name in Open(path).Names) _places[name] = path;
    }

    private void OpenShards(string folder)
    {
        var path = Path.Combine(folder, Index);
        using var index = JsonFields.Open(path);
        foreach (var (name, shard) in index.Root.Map("weight_map"))
        {
            if (shard.Length == 0 || shard != Path.GetFileName(shard)) throw index.Root.Refusal($"weight_map.{name}", $"'{shard}'", "the name of a file in the same folder");
            var place = Path.Combine(folder, shard);
            if (!_files.ContainsKey(place) && !File.Exists(place)) throw new FileNotFoundException($"{folder}: the shard {ForeignText.Quote(shard)} is missing; {Index} says that it holds {ForeignText.OneLine(name)}", place);
            if (!Open(place).Contains(name)) throw new InvalidDataException($"{place}: lacks {ForeignText.OneLine(name)}, which {Index} says it holds");
            _places[name] = place;
        }
    }

    private SafetensorsFile Open(string path)
    {
        if (!_files.TryGetValue(path, out var file)) _files[path] = file = SafetensorsFile.Open(path);
        return file;
    }

    private void Check(string folder, string name, long[] shape)
    {
        if (!_places.ContainsKey(name)) throw new InvalidDataException($"{folder}: its weights lack {name}, which config.json asks for");
        var (path, _, entry) = this[name];
        if (!entry.Shape.SequenceEqual(shape))
            throw new InvalidDataException($"{path}: {name} is [{string.Join(", ", entry.Shape)}]; by config.json it must be [{string.Join(", ", shape)}]");
        if (entry.Dtype is not (SafetensorsDtype.F32 or SafetensorsDtype.F16 or SafetensorsDtype.BF16))
            throw new InvalidDataException($"{path}: {name} has dtype {entry.Dtype.InWords()}; allowed are F32, F16 and BF16");
    }
}
