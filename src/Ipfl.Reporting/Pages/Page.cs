using System.Buffers.Binary;

namespace Ipfl.Reporting;

/// <summary>The frame of every report: one file, nothing loaded from elsewhere, no scripts.</summary>
internal static class Page
{
    private static readonly Html Style = new(LoadStyle());

    /// <summary>A whole page.</summary>
    public static string Of(string title, IEnumerable<Html> sections) => Html.Of(
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
        <title>{title}</title>
        <style>
        {Style}</style>
        </head>
        <body>
        <main>
        {Html.Join(sections)}</main>
        </body>
        </html>

        """).Markup;

    /// <summary>A headed part of a page.</summary>
    public static Html Section(string title, params Html[] content) => Html.Of($"<section>\n<h2>{title}</h2>\n{Html.Join(content)}\n</section>\n");

    /// <summary>A remark that should not be missed.</summary>
    public static Html Note(Html text) => Html.Of($"<p class=\"note\">{text}</p>\n");

    /// <summary>A number with its name, large.</summary>
    public static Html Key(string name, Html value) => Html.Of($"<div><dt>{name}</dt><dd>{value}</dd></div>\n");

    /// <summary>The large numbers at the top.</summary>
    public static Html Keys(params Html[] keys) => Html.Of($"<dl class=\"keys\">\n{Html.Join(keys)}</dl>\n");

    /// <summary>The pictures, a section per topic.</summary>
    public static IEnumerable<Html> Pictures(IReadOnlyList<Figure> figures) =>
        figures.GroupBy(figure => figure.Topic).Select(topic => Section(topic.Key, [.. topic.Select(Picture)]));

    /// <summary>A picture with its caption.</summary>
    public static Html Picture(Figure figure) => Html.Of(
        $"""
        <figure>
        <div class="scroll"><img src="data:image/png;base64,{Convert.ToBase64String(figure.Png)}" width="{Side(figure, 16)}" height="{Side(figure, 20)}" alt="{figure.Title}. {figure.Caption}"></div>
        <figcaption>{figure.Caption}</figcaption>
        </figure>

        """);

    // A PNG keeps its width and height at bytes 16 and 20.
    private static int Side(Figure figure, int offset) => BinaryPrimitives.ReadInt32BigEndian(figure.Png.AsSpan(offset)) / Chart.Scale;

    private static string LoadStyle()
    {
        using var reader = new StreamReader(typeof(Page).Assembly.GetManifestResourceStream("report.css")!);
        return reader.ReadToEnd();
    }
}
