using Ipfl.Protocol;

namespace Ipfl.Learning;

/// <summary>The tokens of one checkpoint: ids from 0 without gaps, each with the bytes of text that it stands for.</summary>
/// <param name="path">The file, for errors.</param>
internal sealed class TokenTable(string path)
{
    /// <summary>More ids than any tokenizer has; bounds what a broken file can make us allocate.</summary>
    public const int MostIds = 1 << 22;

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<byte[]?> _bytes = [];

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>The largest id and one.</summary>
    public int Count => _bytes.Count;

    /// <summary>Adds a token.</summary>
    /// <exception cref="InvalidDataException">The id or the token is taken, or the id is out of range.</exception>
    public void Add(string token, int id, byte[] bytes)
    {
        if (id is < 0 or >= MostIds) throw Fault($"token {ForeignText.Quote(token)} has id {id}; allowed are 0 to {MostIds - 1}");
        if (!_ids.TryAdd(token, id)) throw Fault($"token {ForeignText.Quote(token)} occurs twice");
        while (_bytes.Count <= id) _bytes.Add(null);
        if (_bytes[id] is not null) throw Fault($"token {ForeignText.Quote(token)} has id {id}, which another token has too");
        _bytes[id] = bytes;
    }

    /// <summary>Adds a token that may be in the vocabulary already, under the same id.</summary>
    /// <exception cref="InvalidDataException">It has another id there, or the id belongs to another token.</exception>
    public void Add(AddedToken token)
    {
        if (token.Text.Length == 0) throw Fault($"the added token with id {token.Id} has no text");
        if (Find(token.Text) is not { } id) Add(token.Text, token.Id, System.Text.Encoding.UTF8.GetBytes(token.Text));
        else if (id != token.Id) throw Fault($"added token {ForeignText.Quote(token.Text)} has id {token.Id}; the vocabulary says {id}");
    }

    /// <summary>A token's id.</summary>
    public int? Find(string token) => _ids.TryGetValue(token, out var id) ? id : null;

    /// <summary>The bytes of every id.</summary>
    /// <exception cref="InvalidDataException">An id has no token.</exception>
    public byte[][] Complete()
    {
        var gap = _bytes.IndexOf(null);
        if (gap >= 0) throw Fault($"no token has id {gap}, though ids go up to {Count - 1}");
        return Count > 0 ? [.. _bytes.Select(bytes => bytes!)] : throw Fault("it has no tokens");
    }

    /// <summary>The error of this file.</summary>
    public InvalidDataException Fault(string what) => new($"{path}: {what}");
}
