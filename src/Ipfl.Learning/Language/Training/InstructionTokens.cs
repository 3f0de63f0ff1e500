using Ipfl.Data;

namespace Ipfl.Learning;

/// <summary>Records as the tokens that a base model reads.</summary>
public sealed class InstructionTokens
{
    private readonly TextTokenizer _tokenizer;
    private readonly PromptTemplate _template;

    /// <summary>The tokens of a checkpoint.</summary>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <param name="model">Its network's sizes.</param>
    /// <param name="template">One of <see cref="PromptTemplate.Names"/>.</param>
    /// <param name="longest">Longer texts are cut to so many tokens, or to what the network was made for if that is less.</param>
    /// <exception cref="FileNotFoundException">The folder has no tokenizer.</exception>
    /// <exception cref="InvalidDataException">The tokenizer or its chat template does not serve, or does not suit the model.</exception>
    public InstructionTokens(string folder, LlamaConfig model, string template, int longest)
    {
        ArgumentNullException.ThrowIfNull(model);
        _tokenizer = TextTokenizer.Open(folder);
        CheckSuits(_tokenizer, model, folder);
        Longest = Math.Min(longest, model.MaximumPositions);
        _template = TemplateOf(_tokenizer, template, folder);
    }

    /// <summary>How many records were longer than allowed, and cut.</summary>
    public int Cut { get; private set; }

    /// <summary>The most tokens that a record has.</summary>
    public int Longest { get; }

    /// <summary>
    /// Prompt, answer and the token that ends it. What is too long loses its prompt's beginning behind the token that begins a text, so that the answer
    /// stays whole; an answer that is too long by itself loses its end.
    /// </summary>
    public TokenisedRecord Of(InstructionRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        int[] prompt = [.. _tokenizer.Begin, .. _tokenizer.Encode(_template.Prompt(record), _template.HasSpecialTokens)];
        var answer = _tokenizer.Encode(_template.Answer(record), _template.HasSpecialTokens, continues: true);
        if (_tokenizer.EndIds is [var end, ..] && (answer.Length == 0 || !_tokenizer.EndIds.Contains(answer[^1]))) answer = [.. answer, end];
        if (prompt.Length + answer.Length <= Longest) return new([.. prompt, .. answer], prompt.Length);
        Cut++;
        answer = answer[..Math.Min(answer.Length, Longest - 1)];
        var left = Longest - answer.Length;
        int[] begin = [.. _tokenizer.Begin.Take(left)];
        prompt = [.. begin, .. prompt[^(left - begin.Length)..]];
        return new([.. prompt, .. answer], prompt.Length);
    }

    /// <summary>Refuses a tokenizer with tokens that the network does not have.</summary>
    /// <exception cref="InvalidDataException">It has such.</exception>
    internal static void CheckSuits(TextTokenizer tokenizer, LlamaConfig model, string folder)
    {
        if (tokenizer.Count > model.VocabularySize)
            throw new InvalidDataException($"{folder}: its tokenizer has {tokenizer.Count} tokens, its network {model.VocabularySize}");
    }

    /// <summary>The template of that name, which may be the checkpoint's own.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    internal static PromptTemplate TemplateOf(TextTokenizer tokenizer, string template, string folder) => template == PromptTemplate.Chat && tokenizer.ChatTemplate is { } jinja
        ? PromptTemplate.OfChat(jinja, folder)
        : PromptTemplate.Find(template);
}
