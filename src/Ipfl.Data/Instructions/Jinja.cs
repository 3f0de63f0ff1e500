using System.Text.RegularExpressions;

namespace Ipfl.Data;

/// <summary>Pieces of the template language that chat templates are written in.</summary>
internal static partial class Jinja
{
    /// <summary>A message's content, by the names that templates give it.</summary>
    public const string Content = @"(?:message\[['""]content['""]\]|message\.content|content)";

    /// <summary>What takes the white space off it, where there is something.</summary>
    public const string Trim = @"(?:\s*\|\s*trim|\.strip\(\))";

    /// <summary>A text of the template language, without its quotes, as it comes out.</summary>
    public static string Unquote(string literal) => Escape().Replace(literal, escape => escape.Value[1] switch
    {
        'n' => "\n",
        't' => "\t",
        'r' => "\r",
        var other => $"{other}",
    });

    /// <summary>Whether contents lose the white space around them.</summary>
    public static bool Trims(string jinja) => Trimming().IsMatch(jinja);

    [GeneratedRegex(@"\\.", RegexOptions.Singleline)]
    private static partial Regex Escape();

    [GeneratedRegex(Content + Trim)]
    private static partial Regex Trimming();
}
