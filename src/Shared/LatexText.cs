using System.Text;

namespace Ipfl;

/// <summary>Text made fit for LaTeX.</summary>
internal static class LatexText
{
    public static string Of(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            escaped.Append(letter switch
            {
                '_' or '%' or '#' or '&' or '$' or '{' or '}' => $"\\{letter}",
                '\\' => "\\textbackslash{}",
                '~' => "\\textasciitilde{}",
                '^' => "\\textasciicircum{}",
                '×' => "$\\times$",
                '−' => "$-$",
                _ => char.IsControl(letter) ? " " : $"{letter}",
            });
        }

        return escaped.ToString();
    }
}
