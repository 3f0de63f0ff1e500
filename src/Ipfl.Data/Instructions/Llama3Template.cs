using System.Text.RegularExpressions;

namespace Ipfl.Data;

/// <summary>
/// Llama 3: a header before each turn, <c>&lt;|eot_id|&gt;</c> behind it. From 3.1 on a system turn with two dates always comes first;
/// today's is the one in the template's text, so that a run does not depend on its day.
/// </summary>
internal sealed partial class Llama3Template : PromptTemplate
{
    private const string End = "<|eot_id|>";

    private readonly string _system;
    private readonly bool _trims;

    private Llama3Template(string system, bool trims) => (_system, _trims) = (system, trims);

    public override string Name => Chat;

    public override bool HasSpecialTokens => true;

    /// <summary>The template, or null where the text is none of this family.</summary>
    public static Llama3Template? TryParse(string jinja)
    {
        if (!jinja.Contains("<|start_header_id|>", StringComparison.Ordinal) || !jinja.Contains(End, StringComparison.Ordinal)) return null;
        if (!jinja.Contains("Today Date: ", StringComparison.Ordinal)) return new("", Jinja.Trims(jinja));
        var (cutting, date) = (Cutting().Match(jinja), Today().Match(jinja));
        return cutting.Success && date.Success
            ? new($"{Header("system")}{Jinja.Unquote(cutting.Value)}Today Date: {date.Groups["date"].Value}\n\n{End}", Jinja.Trims(jinja))
            : null;
    }

    public override string Prompt(InstructionRecord record) => $"{_system}{Header("user")}{Trimmed(Turn(record))}{End}{Header("assistant")}";

    public override string Answer(InstructionRecord record) => $"{Trimmed(record.Output)}{End}";

    private string Trimmed(string text) => _trims ? text.Trim() : text;

    private static string Header(string role) => $"<|start_header_id|>{role}<|end_header_id|>\n\n";

    [GeneratedRegex(@"Cutting Knowledge Date: [^'""\\\n]+(?:\\n|\n)")]
    private static partial Regex Cutting();

    [GeneratedRegex(@"date_string\s*=\s*(['""])(?<date>[^'""\\\n]+)\1")]
    private static partial Regex Today();
}
