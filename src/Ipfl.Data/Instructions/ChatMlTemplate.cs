using System.Text.RegularExpressions;

namespace Ipfl.Data;

/// <summary>
/// ChatML, as Qwen and others have it: <c>&lt;|im_start|&gt;</c> and the role before each turn, <c>&lt;|im_end|&gt;</c> behind it. A
/// default system message is the one in the template's text. Models that think answer without a thought.
/// </summary>
internal sealed partial class ChatMlTemplate : PromptTemplate
{
    private const string End = "<|im_end|>";

    private readonly string _system;
    private readonly string _thought;
    private readonly bool _trims;

    private ChatMlTemplate(string system, string thought, bool trims) => (_system, _thought, _trims) = (system, thought, trims);

    public override string Name => Chat;

    public override bool HasSpecialTokens => true;

    /// <summary>The template, or null where the text is none of this family.</summary>
    public static ChatMlTemplate? TryParse(string jinja)
    {
        if (!jinja.Contains("<|im_start|>", StringComparison.Ordinal) || !jinja.Contains(End, StringComparison.Ordinal)) return null;
        var system = DefaultSystem().Match(jinja) is { Success: true } match ? $"{Header("system")}{Jinja.Unquote(match.Groups["text"].Value)}{End}\n" : "";
        var thinks = jinja.Contains("enable_thinking", StringComparison.Ordinal);
        return new(system, thinks ? "<think>\n\n</think>\n\n" : "", Jinja.Trims(jinja));
    }

    public override string Prompt(InstructionRecord record) =>
        $"{_system}{Header("user")}{Trimmed(Turn(record))}{End}\n{Header("assistant")}{_thought}";

    public override string Answer(InstructionRecord record) => $"{Trimmed(record.Output)}{End}";

    private string Trimmed(string text) => _trims ? text.Trim() : text;

    private static string Header(string role) => $"<|im_start|>{role}\n";

    [GeneratedRegex(@"(?<quote>['""])<\|im_start\|>system(?:\\n|\n)(?<text>(?:\\.|(?!\k<quote>)[^\\<])+)<\|im_end\|>", RegexOptions.Singleline)]
    private static partial Regex DefaultSystem();
}
