namespace Ipfl.Learning;

/// <summary>A base model, its tokenizer and, if wanted, an adapter from a PEFT folder: text in, text out.</summary>
public sealed class LanguageAssistant : IDisposable
{
    private readonly LlamaModel _model;
    private readonly TextTokenizer _tokenizer;
    private readonly TextGeneration _generation;
    private readonly string _folder;

    private LanguageAssistant(string folder, LlamaModel model, TextTokenizer tokenizer, TextGeneration generation) =>
        (_folder, _model, _tokenizer, _generation) = (folder, model, tokenizer, generation);

    /// <summary>Loads a model.</summary>
    /// <param name="folder">A Hugging Face folder.</param>
    /// <param name="adapter">A PEFT folder, or null for the model as it is.</param>
    /// <param name="precision">How the weights lie in memory.</param>
    /// <param name="device">Where.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or does not suit the others, or the weights take more memory than there is.</exception>
    public static LanguageAssistant Open(string folder, string? adapter, WeightPrecision precision, ComputeDevice device)
    {
        var tokenizer = TextTokenizer.Open(folder);
        var lora = adapter is null ? null : PeftFolder.ReadOptions(adapter);
        var config = LlamaModel.ReadConfig(folder);
        InstructionTokens.CheckSuits(tokenizer, config, folder);
        if (device.IsProcessor) MemoryFootprint.OfWeights(config, precision).EnsureFits("bf16 or int8 weights take less");
        var model = LlamaModel.Load(folder, precision, device);
        try
        {
            return new(folder, model, tokenizer, lora is null ? new(model) { Vocabulary = tokenizer.Count } : Adapted(model, adapter!, lora, tokenizer.Count));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Continues a text, piece by piece as it is made; characters come whole.</summary>
    /// <param name="prompt">The text.</param>
    /// <param name="template">The template that makes an instruction of it, such as <c>alpaca</c>; null to continue it as it stands.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Stops between tokens.</param>
    /// <exception cref="InvalidDataException">There is no such template, or the prompt is empty or too long.</exception>
    public IEnumerable<string> Continue(string prompt, string? template, GenerationOptions options, CancellationToken cancellation = default)
    {
        var tokens = Tokens(prompt, template);
        if (tokens.Length == 0) throw new InvalidDataException("the prompt is empty; at least one character is needed");
        if (tokens.Length >= _model.Config.MaximumPositions)
            throw new InvalidDataException($"the prompt has {tokens.Length} tokens; {_folder} was made for {_model.Config.MaximumPositions}, prompt and answer together");
        var said = new List<int>();
        var shown = 0;
        foreach (var token in _generation.Continue(tokens, [.. _tokenizer.EndIds], options, cancellation))
        {
            said.Add(token);

            // A character may take several tokens: what ends in half of one waits.
            var text = _tokenizer.Decode([.. said]);
            if (text.EndsWith('\uFFFD') || text.Length <= shown) continue;
            yield return text[shown..];
            shown = text.Length;
        }

        var last = _tokenizer.Decode([.. said]);
        if (last.Length > shown) yield return last[shown..];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _generation.Dispose();
        _model.Dispose();
    }

    private static TextGeneration Adapted(LlamaModel model, string adapter, LoraOptions lora, int vocabulary)
    {
        var architecture = new AdapterArchitecture(model, lora);
        using var numbers = PeftFolder.Read(adapter, architecture);
        return new(architecture, numbers) { Vocabulary = vocabulary };
    }

    private int[] Tokens(string prompt, string? template)
    {
        if (template is null) return [.. _tokenizer.Begin, .. _tokenizer.Encode(prompt)];
        var chosen = InstructionTokens.TemplateOf(_tokenizer, template, _folder);
        return [.. _tokenizer.Begin, .. _tokenizer.Encode(chosen.Prompt(new(prompt, "", "")), chosen.HasSpecialTokens)];
    }
}
