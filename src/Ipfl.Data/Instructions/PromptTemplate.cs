namespace Ipfl.Data;

/// <summary>How a record becomes the text that a language model reads, and the text that it shall answer with.</summary>
public abstract class PromptTemplate
{
    /// <summary>The name of the checkpoint's own template, which <see cref="OfChat"/> makes.</summary>
    public const string Chat = "chat";

    private protected PromptTemplate()
    {
    }

    /// <summary>The template of Stanford Alpaca, with its two forms for records with and without an input.</summary>
    public static PromptTemplate Alpaca { get; } = new AlpacaTemplate();

    /// <summary>The conversation of Vicuna 1.1.</summary>
    public static PromptTemplate Vicuna { get; } = new VicunaTemplate();

    /// <summary>The names that a configuration may give.</summary>
    public static IReadOnlyList<string> Names { get; } = [Alpaca.Name, Vicuna.Name, Chat];

    /// <summary>The template's name, such as <c>alpaca</c>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Whether prompt and answer hold the texts of special tokens, such as <c>&lt;|im_start|&gt;</c>, which the tokenizer must take for
    /// those tokens.
    /// </summary>
    public virtual bool HasSpecialTokens => false;

    /// <summary>Everything before the answer. A token that begins a sequence is not part of it.</summary>
    public abstract string Prompt(InstructionRecord record);

    /// <summary>
    /// What the model shall say, with the marker that closes a turn where the template has one. The token that ends a sequence is not part
    /// of it, unless that is the marker.
    /// </summary>
    public abstract string Answer(InstructionRecord record);

    /// <summary>The template of that name, other than <see cref="Chat"/>.</summary>
    /// <exception cref="InvalidDataException">There is none, or it is the checkpoint's own.</exception>
    public static PromptTemplate Find(string name) => name switch
    {
        "alpaca" => Alpaca,
        "vicuna" => Vicuna,
        Chat => throw new InvalidDataException($"template {Chat} is the checkpoint's own; it needs a chat_template in the checkpoint's tokenizer_config.json"),
        _ => throw new InvalidDataException($"unknown template '{name}'; known are {string.Join(", ", Names)}"),
    };

    /// <summary>
    /// The checkpoint's own template for one question and its answer, without a system message of the user's. The known families are
    /// told by their markers: Llama 2, Mistral, Llama 3 and ChatML; spaces and a default system message are those in the text.
    /// </summary>
    /// <param name="jinja">The <c>chat_template</c> in the checkpoint's <c>tokenizer_config.json</c>.</param>
    /// <param name="source">What errors call it: the file.</param>
    /// <exception cref="InvalidDataException">It is of no known family.</exception>
    public static PromptTemplate OfChat(string jinja, string source)
    {
        ArgumentNullException.ThrowIfNull(jinja);
        Func<string, PromptTemplate?>[] families = [Llama3Template.TryParse, ChatMlTemplate.TryParse, InstTemplate.TryParse];
        return families.Select(family => family(jinja)).FirstOrDefault(template => template is not null)
            ?? throw new InvalidDataException(
                $"{source}: chat_template is of none of the known families, which are Llama 2, Mistral, Llama 3 and ChatML; choose the template {Alpaca.Name} or {Vicuna.Name}");
    }

    /// <summary>What a user would say: the instruction and, on the next line, its input.</summary>
    private protected static string Turn(InstructionRecord record) =>
        record.Input.Length == 0 ? record.Instruction : $"{record.Instruction}\n{record.Input}";
}
