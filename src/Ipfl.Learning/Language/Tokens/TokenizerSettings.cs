using System.Text.Json;

namespace Ipfl.Learning;

/// <summary>What lies beside the vocabulary: <c>tokenizer_config.json</c>, <c>generation_config.json</c>, <c>config.json</c> and further tokens.</summary>
internal sealed record TokenizerSettings
{
    private const int LongestTemplate = 1 << 20;

    /// <summary>The names of the begin, end and padding tokens, where given.</summary>
    public string? Begin { get; private init; }

    /// <summary>See <see cref="Begin"/>.</summary>
    public string? End { get; private init; }

    /// <summary>See <see cref="Begin"/>.</summary>
    public string? Pad { get; private init; }

    /// <summary>Whether a sequence begins with the begin token.</summary>
    public bool? AddsBegin { get; private init; }

    /// <summary>The Jinja template of a dialogue.</summary>
    public string? ChatTemplate { get; private init; }

    /// <summary>The begin and padding tokens by id, from the model's own settings.</summary>
    public int? BeginId { get; private init; }

    /// <summary>See <see cref="BeginId"/>.</summary>
    public int? PadId { get; private init; }

    /// <summary>All ids at which the model's own settings end a text.</summary>
    public IReadOnlyList<int> EndIds { get; private init; } = [];

    /// <summary>Tokens that only these files know.</summary>
    public IReadOnlyList<AddedToken> Added { get; private init; } = [];

    /// <summary>Reads what is there.</summary>
    /// <exception cref="InvalidDataException">A file has something else than it should.</exception>
    public static TokenizerSettings Read(string folder)
    {
        var tokenizer = CheckpointJson.TryOpen(folder, "tokenizer_config.json");
        var model = CheckpointJson.TryOpen(folder, "generation_config.json");
        if (model is null || CheckpointJson.Find(model.Root, "eos_token_id") is null) model = CheckpointJson.TryOpen(folder, "config.json") ?? model;
        return new TokenizerSettings
        {
            Begin = Name(tokenizer, "bos_token"),
            End = Name(tokenizer, "eos_token"),
            Pad = Name(tokenizer, "pad_token"),
            AddsBegin = tokenizer?.FindFlag(tokenizer.Root, "add_bos_token"),
            ChatTemplate = TemplateFile(folder) ?? Template(tokenizer),
            BeginId = Ids(model, "bos_token_id") is [var begin, ..] ? begin : null,
            PadId = Ids(model, "pad_token_id") is [var pad, ..] ? pad : null,
            EndIds = Ids(model, "eos_token_id"),
            Added = [.. DecoderTokens(tokenizer), .. FurtherTokens(CheckpointJson.TryOpen(folder, "added_tokens.json"))],
        };
    }

    private static string? Name(CheckpointJson? file, string key)
    {
        if (file is null || CheckpointJson.Find(file.Root, key) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Object ? file.Text(file.Need(value, "content", key), $"{key}.content") : file.Text(value, key);
    }

    private static int[] Ids(CheckpointJson? file, string key)
    {
        if (file is null || CheckpointJson.Find(file.Root, key) is not { } value) return [];
        return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(id => file.Whole(id, key))] : [file.Whole(value, key)];
    }

    private static string? TemplateFile(string folder)
    {
        var path = Path.Combine(folder, "chat_template.jinja");
        return File.Exists(path) ? System.Text.Encoding.UTF8.GetString(Utf8Bytes.AfterMark(CheckpointJson.ReadBounded(path, LongestTemplate), path).Span) : null;
    }

    private static string? Template(CheckpointJson? file)
    {
        if (file is null || CheckpointJson.Find(file.Root, "chat_template") is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Array) return file.Text(value, "chat_template");
        var found = value.EnumerateArray().Where(entry => file.FindText(entry, "name") == "default").Take(1).ToArray();
        return found is [var entry] ? file.Text(file.Need(entry, "template", "chat_template"), "chat_template.template") : null;
    }

    private static IEnumerable<AddedToken> FurtherTokens(CheckpointJson? file) =>
        file is null ? [] : file.Members(file.Root, "the file").Select(member => new AddedToken(member.Name, file.Whole(member.Value, "an id"), Special: true));

    private static IEnumerable<AddedToken> DecoderTokens(CheckpointJson? file)
    {
        if (file?.FindOf(file.Root, "added_tokens_decoder", JsonValueKind.Object) is not { } tokens) return [];
        return file.Members(tokens, "added_tokens_decoder").Select(member => AddedTokenReader.Read(
            file, member.Value, int.TryParse(member.Name, out var id) ? id : throw file.Fault("added_tokens_decoder has a name that is no id")));
    }
}
