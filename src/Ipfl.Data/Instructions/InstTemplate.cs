using System.Text.RegularExpressions;

namespace Ipfl.Data;

/// <summary>
/// Llama 2 and Mistral: a user's turn between <c>[INST]</c> and <c>[/INST]</c>. They differ in the spaces around these, and from version to
/// version; the template's text has them. Mistral's newer tokenizers know the two as special tokens.
/// </summary>
internal sealed partial class InstTemplate : PromptTemplate
{
    private readonly Match _user;
    private readonly Match _assistant;
    private readonly string _system;

    private InstTemplate(Match user, Match assistant, string system, bool special) =>
        (_user, _assistant, _system, HasSpecialTokens) = (user, assistant, system, special);

    public override string Name => Chat;

    public override bool HasSpecialTokens { get; }

    /// <summary>The template, or null where the text is none of this family.</summary>
    public static InstTemplate? TryParse(string jinja)
    {
        var (user, assistant) = (User().Match(jinja), Assistant().Match(jinja));
        if (!user.Success || !assistant.Success || jinja.Contains("default_system_message", StringComparison.Ordinal)) return null;
        var isLlama2 = jinja.Contains("<<SYS>>", StringComparison.Ordinal);
        var system = isLlama2 && DefaultSystem().Match(jinja) is { Success: true } match
            ? $"<<SYS>>\n{Jinja.Unquote(match.Groups["text"].Value)}\n<</SYS>>\n\n"
            : "";
        return new(user, assistant, system, special: !isLlama2);
    }

    public override string Prompt(InstructionRecord record) => Put(_user, _system + Turn(record));

    public override string Answer(InstructionRecord record) => Put(_assistant, record.Output);

    private static string Put(Match around, string text) =>
        Jinja.Unquote(around.Groups["before"].Value)
        + (around.Groups["trim"].Success ? text.Trim() : text)
        + Jinja.Unquote(around.Groups["after"].Value);

    [GeneratedRegex(
        @"(?<q>['""])(?<before> ?\[INST\] ?)\k<q>\s*\+\s*" + Jinja.Content + "(?<trim>" + Jinja.Trim + @")?\s*\+\s*(?<p>['""])(?<after> ?\[/INST\] ?)\k<p>")]
    private static partial Regex User();

    [GeneratedRegex(
        @"(?:(?<q>['""])(?<before> *)\k<q>\s*\+\s*)?" + Jinja.Content + "(?<trim>" + Jinja.Trim + @")?\s*\+\s*(?:(?<p>['""])(?<after> *)\k<p>\s*\+\s*)?eos_token")]
    private static partial Regex Assistant();

    /// <summary>Llama 2's default message counts only where the template's maker has switched it on.</summary>
    [GeneratedRegex(@"elif true == true.*?set system_message = (?<q>['""])(?<text>(?:\\.|(?!\k<q>)[^\\])+)\k<q>", RegexOptions.Singleline)]
    private static partial Regex DefaultSystem();
}
