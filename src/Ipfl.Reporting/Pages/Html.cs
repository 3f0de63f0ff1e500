using System.Globalization;
using System.Net;

namespace Ipfl.Reporting;

/// <summary>Markup. It is only made from templates whose values are escaped, so that no name in a result file can become markup.</summary>
internal readonly record struct Html(string Markup)
{
    /// <summary>Nothing.</summary>
    public static Html Empty { get; } = new("");

    /// <summary>A template: its literal parts stay, markup among its values stays, all other values are escaped as text.</summary>
    public static Html Of(FormattableString template) =>
        new(string.Format(CultureInfo.InvariantCulture, template.Format, [.. template.GetArguments().Select(Escape)]));

    /// <summary>Pieces one after another.</summary>
    public static Html Join(IEnumerable<Html> pieces) => new(string.Concat(pieces.Select(piece => piece.Markup)));

    private static object Escape(object? value) => value switch
    {
        Html markup => markup.Markup,
        _ => WebUtility.HtmlEncode(Convert.ToString(value, CultureInfo.InvariantCulture)) ?? "",
    };
}
