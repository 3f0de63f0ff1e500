using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>
/// Colours that people tell apart, colour-blind or not. Up to twelve things: any two differ by a ΔE of 15 (CIEDE2000) to normal eyes and, as
/// Machado, Oliveira and Fernandes simulate it (2009), to those with protanopia, deuteranopia or tritanopia; the first two are Okabe and
/// Ito's. More things: the perceptually uniform map viridis, without its palest end.
/// </summary>
internal static class Palette
{
    public static readonly Color Blue = Color.FromHex("#0072B2");
    public static readonly Color Vermilion = Color.FromHex("#D55E00");
    public static readonly Color Green = Color.FromHex("#009E73");
    public static readonly Color Orange = Color.FromHex("#E69F00");
    public static readonly Color Ink = Color.FromHex("#1A1A1A");
    public static readonly Color Faint = Color.FromHex("#E4E4E4");

    /// <summary>The colours of up to twelve things, in the order in which they are used.</summary>
    public static readonly Color[] Few =
    [
        Blue, Vermilion, Color.FromHex("#B6DB00"), Color.FromHex("#490049"), Color.FromHex("#92DBDB"), Color.FromHex("#929292"),
        Color.FromHex("#B60000"), Color.FromHex("#9292FF"), Color.FromHex("#DBB692"), Color.FromHex("#0000B6"), Color.FromHex("#92496D"),
        Color.FromHex("#6D0024"),
    ];

    /// <summary>Colour <paramref name="index"/> of <paramref name="count"/>.</summary>
    public static Color Of(int index, int count) =>
        count <= Few.Length ? Few[index] : Along(index, count);

    private static Color Along(int index, int count) => new ScottPlot.Colormaps.Viridis().GetColor(0.9 * index / (count - 1));
}
