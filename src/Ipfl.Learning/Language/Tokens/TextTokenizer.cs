using System.Text;
using System.Text.RegularExpressions;
using Ipfl.Protocol;

namespace Ipfl.Learning;

/// <summary>
/// The tokenizer of a language model's checkpoint: text to ids and back. It reads a Hugging Face folder: <c>tokenizer.json</c> with a byte-level
/// BPE (Llama 3, Qwen2, SmolLM2, <see cref="BpeTraining"/>), or else <c>tokenizer.model</c> of SentencePiece's BPE (Llama 2, Mistral). Safe to use
/// from several threads.
/// </summary>
/// <remarks>
/// Limits: text is not brought into Unicode's form C where a file asks for that (text that is in it, as nearly all is, gets the same ids); each
/// text between special tokens of a SentencePiece model begins with a space of its own, as in Llama 2's <c>tokenizer.json</c>.
/// </remarks>
public sealed class TextTokenizer
{
    private readonly ITextEncoder _encoder;
    private readonly byte[][] _bytes;
    private readonly HashSet<int> _special;
    private readonly AddedTokens? _plainTokens, _allTokens;
    private readonly bool _dropsFirstSpace;
    private readonly string _path;

    private TextTokenizer(TokenModel model, TokenizerSettings settings)
    {
        var table = model.Table;
        AddedToken[] added = [.. model.Added, .. settings.Added];
        foreach (var token in added) table.Add(token);
        (_path, _encoder, _bytes, _dropsFirstSpace) = (table.Path, model.Encoder, table.Complete(), model.DropsFirstSpace);
        BeginId = Named(table, settings.Begin, "bos_token") ?? Known(settings.BeginId, "bos_token_id") ?? model.BeginId;
        PadId = Named(table, settings.Pad, "pad_token") ?? Known(settings.PadId, "pad_token_id") ?? model.PadId;
        var ends = settings.EndIds.Select(id => Known(id, "eos_token_id")).Prepend(Named(table, settings.End, "eos_token")).OfType<int>().Distinct().ToArray();
        EndIds = ends is [] && model.EndId is { } end ? [end] : ends;
        AddsBegin = BeginId is not null && (settings.AddsBegin ?? model.AddsBegin ?? false);
        ChatTemplate = settings.ChatTemplate;

        string?[] names = [settings.Begin, settings.End, settings.Pad];
        var marks = names.OfType<string>().Select(name => new AddedToken(name, table.Find(name)!.Value, Special: true));
        added = [.. marks.Concat(added).DistinctBy(token => token.Text)];
        _special = [.. added.Where(token => token.Special).Select(token => token.Id)];
        _plainTokens = added.Any(token => !token.Special) ? new AddedTokens(added.Where(token => !token.Special)) : null;
        _allTokens = added.Length > 0 ? new AddedTokens(added) : null;
    }

    /// <summary>How many ids there are: the largest and one.</summary>
    public int Count => _bytes.Length;

    /// <summary>The token that begins a sequence, where the tokenizer has one.</summary>
    public int? BeginId { get; }

    /// <summary>The tokens that end a text, the tokenizer's own first; a model that writes one of them is done.</summary>
    public IReadOnlyList<int> EndIds { get; }

    /// <summary>The token that fills up short sequences, where the tokenizer has one.</summary>
    public int? PadId { get; }

    /// <summary>The Jinja template by which a dialogue becomes one text, where the checkpoint has one.</summary>
    public string? ChatTemplate { get; }

    /// <summary>Whether the model expects <see cref="BeginId"/> before every sequence; <see cref="Encode"/> never adds it.</summary>
    public bool AddsBegin { get; }

    /// <summary>What comes before every sequence: one token or none.</summary>
    internal IReadOnlyList<int> Begin => AddsBegin && BeginId is { } begin ? [begin] : [];

    /// <summary>Opens the tokenizer of a checkpoint.</summary>
    /// <param name="folder">The folder with <c>tokenizer.json</c> or <c>tokenizer.model</c>.</param>
    /// <exception cref="FileNotFoundException">The folder has neither file, or only the one that does not serve.</exception>
    /// <exception cref="InvalidDataException">A file is broken or not supported; the message names the file and what is wrong.</exception>
    public static TextTokenizer Open(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var json = CheckpointJson.TryOpen(folder, "tokenizer.json");
        var model = json is null ? null : ByteLevelFile.TryRead(json);
        return new TextTokenizer(model ?? OpenSentencePiece(folder, json), TokenizerSettings.Read(folder));
    }

    /// <summary>The ids of a text, without begin or end token.</summary>
    /// <param name="text">Any text; lone surrogates become U+FFFD.</param>
    /// <param name="special">Whether texts of special tokens are read as those tokens; else they are text like any other.</param>
    /// <param name="continues">Whether the text goes on with one before it: the space that a SentencePiece model puts before every text is left out.</param>
    /// <exception cref="InvalidDataException">The checkpoint's split pattern takes for ever on this text.</exception>
    public int[] Encode(string text, bool special = false, bool continues = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0) text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        var ids = new List<int>(text.Length / 3);
        try
        {
            if ((special ? _allTokens : _plainTokens) is { } tokens) tokens.Encode(text, continues, _encoder, ids);
            else _encoder.Encode(text, continues, ids);
        }
        catch (RegexMatchTimeoutException)
        {
            throw new InvalidDataException($"{_path}: its Split's pattern takes too long on a text of {text.Length} characters");
        }

        return [.. ids];
    }

    /// <summary>The text of ids: special tokens are left out, and bytes that are no UTF-8 become U+FFFD.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is not from 0 to <see cref="Count"/> − 1.</exception>
    public string Decode(ReadOnlySpan<int> ids)
    {
        var bytes = new List<byte>(4 * ids.Length);
        foreach (var id in ids)
        {
            if ((uint)id >= (uint)Count) throw new ArgumentOutOfRangeException(nameof(ids), id, $"the tokenizer's ids are 0 to {Count - 1}");
            if (!_special.Contains(id)) bytes.AddRange(_bytes[id]);
        }

        var first = _dropsFirstSpace && bytes is [(byte)' ', ..] ? 1 : 0;
        return Encoding.UTF8.GetString(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes)[first..]);
    }

    private static TokenModel OpenSentencePiece(string folder, CheckpointJson? json)
    {
        var path = Path.Combine(folder, "tokenizer.model");
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                json is null ? $"{folder} has neither tokenizer.json nor tokenizer.model"
                    : $"{json.Path} holds a SentencePiece tokenizer, which is read from tokenizer.model; that file is missing beside it", path);
        }

        var model = SentencePieceFile.Read(path);
        return json is null ? model : model with { Added = [.. model.Added, .. ByteLevelFile.AddedTokens(json)] };
    }

    private int? Known(int? id, string key) => id is null || (id >= 0 && id < Count) ? id
        : throw new InvalidDataException($"{_path}: the checkpoint's {key} is {id}; this tokenizer's ids are 0 to {Count - 1}");

    private static int? Named(TokenTable table, string? name, string key) => name is null ? null
        : table.Find(name) ?? throw table.Fault($"tokenizer_config.json names {ForeignText.Quote(name)} as {key}, which the vocabulary lacks");
}
