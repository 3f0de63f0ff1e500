using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>
/// Colours that people with colour-blindness tell apart: Okabe and Ito, "Color Universal Design" (2008), where things are few; the
/// perceptually uniform map viridis, without its palest end, where they are many.
/// </summary>
internal static class Palette
{
    public static readonly Color Blue = Color.FromHex("#0072B2");
    public static readonly Color Vermilion = Color.FromHex("#D55E00");
    public static readonly Color Green = Color.FromHex("#009E73");
    public static readonly Color Orange = Color.FromHex("#E69F00");
    public static readonly Color Ink = Color.FromHex("#1A1A1A");
    public static readonly Color Faint = Color.FromHex("#E4E4E4");

    private static readonly Color[] Few =
    [
        Blue, Vermilion, Green, Orange, Color.FromHex("#CC79A7"), Color.FromHex("#56B4E9"), Color.FromHex("#7F7F7F"), Color.FromHex("#B8A800"),
        Ink,
    ];

    /// <summary>Colour <paramref name="index"/> of <paramref name="count"/>.</summary>
    public static Color Of(int index, int count) =>
        count <= Few.Length ? Few[index] : Along(index, count);

    /// <summary>Likewise, but never the ink that means stand in.</summary>
    public static Color OfParticipant(int index, int count) => count < Few.Length ? Few[index] : Along(index, count);

    private static Color Along(int index, int count) => new ScottPlot.Colormaps.Viridis().GetColor(0.9 * index / (count - 1));
}
