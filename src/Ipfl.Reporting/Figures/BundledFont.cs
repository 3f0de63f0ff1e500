using System.Text;
using ScottPlot;
using SkiaSharp;

namespace Ipfl.Reporting;

/// <summary>
/// The font of all figures comes with the product: servers often have none, and pictures then equal each other on every machine.
/// </summary>
internal sealed class BundledFont : IFontResolver
{
    private const string Family = "DejaVu Sans";

    private BundledFont() { }

    public static SKTypeface Regular { get; } = Load("DejaVuSans.ttf");

    public static SKTypeface Bold { get; } = Load("DejaVuSans-Bold.ttf");

    /// <summary>Makes it the font of all plots.</summary>
    public static void Install()
    {
        lock (Fonts.FontResolvers)
        {
            if (Fonts.FontResolvers.OfType<BundledFont>().Any()) return;
            Fonts.FontResolvers.Insert(0, new BundledFont());
            Fonts.Default = Fonts.Sans = Fonts.Serif = Fonts.Monospace = Family;
        }
    }

    /// <summary>Whether a text can be drawn; control characters, which are never drawn as such, do not count.</summary>
    public static bool Has(string text)
    {
        using var font = new SKFont(Regular);
        foreach (var rune in text.EnumerateRunes())
            if (!Rune.IsControl(rune) && !font.ContainsGlyph(rune.Value)) return false;
        return true;
    }

    // Skia's font of a plot is disposed by its owner, so each gets its own.
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        Load(weight >= FontWeight.SemiBold ? "DejaVuSans-Bold.ttf" : "DejaVuSans.ttf");

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => Load(bold ? "DejaVuSans-Bold.ttf" : "DejaVuSans.ttf");

    private static SKTypeface Load(string file)
    {
        using var stream = typeof(BundledFont).Assembly.GetManifestResourceStream(file)!;
        return SKTypeface.FromStream(stream);
    }
}
