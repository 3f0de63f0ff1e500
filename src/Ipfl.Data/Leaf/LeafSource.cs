using System.Text.Json;

namespace Ipfl.Data;

/// <summary>A LEAF data set in one or several files, which are streamed once per pass.</summary>
internal sealed class LeafSource : IUserSource
{
    private readonly LeafFile[] _files;
    private readonly LeafFormat _format;

    /// <summary>Reads the sizes of all users.</summary>
    /// <exception cref="InvalidDataException">A file is damaged, or a user occurs twice.</exception>
    public LeafSource(IReadOnlyList<string> paths, LeafFormat format, Loading loading = default)
    {
        // The files are read twice: for the sizes, and for the samples.
        var counter = new LoadingCounter(loading, 2 * paths.Sum(FileSize.Of));
        _files = [.. paths.Select(path => new LeafFile(path, counter))];
        _format = format;
        var (users, names) = (new List<UserSize>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var file in _files)
        {
            foreach (var user in LeafSizes.Of(file))
            {
                if (!names.Add(user.Name)) throw file.Fault($"user \"{user.Name}\"", "occurs twice; allowed is once over all files");
                users.Add(user);
            }
        }

        Users = users;
    }

    /// <inheritdoc/>
    public IReadOnlyList<UserSize> Users { get; }

    /// <inheritdoc/>
    public void Read(IReadOnlyDictionary<string, UserRoom> rooms)
    {
        var visitor = new Filling(_format, rooms);
        foreach (var file in _files) file.Walk(visitor);
    }

    /// <summary>The second pass: samples of chosen users become bytes, others pass by.</summary>
    private sealed class Filling(LeafFormat format, IReadOnlyDictionary<string, UserRoom> rooms) : ILeafVisitor
    {
        public void Head(LeafFile file, string key, ref JsonTokens tokens) => tokens.Skip();

        public void Samples(LeafFile file, string user, bool inputs, ref JsonTokens tokens)
        {
            if (!rooms.TryGetValue(user, out var room))
            {
                tokens.Skip();
                return;
            }

            var sample = 0;
            for (tokens.Read(); tokens.Type != JsonTokenType.EndArray; tokens.Read(), sample++)
            {
                if (sample == room.Labels.Length) throw file.Fault($"user \"{user}\"", "has more samples than before; the file has changed while it was read");
                if (ReadOne(ref tokens, room, sample, inputs) is { } fault) throw file.Fault($"user \"{user}\", sample {sample}", fault);
            }
        }

        private string? ReadOne(ref JsonTokens tokens, UserRoom room, int sample, bool inputs)
        {
            var size = format.Shape.Size;
            return inputs
                ? format.ReadInput(ref tokens, room.Inputs.Span.Slice(sample * size, size))
                : format.ReadLabel(ref tokens, room.Labels.Span.Slice(sample, 1));
        }
    }
}
