using ScottPlot;

namespace Ipfl.Reporting.Tests;

/// <summary>How far two colours are apart to a pair of eyes.</summary>
internal static class ColourVision
{
    /// <summary>
    /// Machado, Oliveira and Fernandes, A Physiologically-based Model for Simulation of Color Vision Deficiency (2009), table at severity 1.0, on
    /// linear RGB; and normal vision.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, double[]> Eyes = new Dictionary<string, double[]>
    {
        ["normal"] = [1, 0, 0, 0, 1, 0, 0, 0, 1],
        ["protan"] = [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
        ["deutan"] = [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
        ["tritan"] = [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
    };

    private static readonly double[] ToXyz = [0.4124564, 0.3575761, 0.1804375, 0.2126729, 0.7151522, 0.0721750, 0.0193339, 0.1191920, 0.9503041];
    private static readonly double[] White = [0.95047, 1, 1.08883];

    /// <summary>CIE L*a*b* of a colour (D65) as those eyes see it.</summary>
    public static (double L, double A, double B) Lab(Color colour, string eyes)
    {
        var seen = Times(Eyes[eyes], [Linear(colour.R), Linear(colour.G), Linear(colour.B)]).Select(value => Math.Clamp(value, 0, 1)).ToArray();
        var f = Times(ToXyz, seen).Select((value, i) => value / White[i]).Select(value => value > 216.0 / 24389 ? Math.Cbrt(value) : ((24389.0 / 27 * value) + 16) / 116).ToArray();
        return ((116 * f[1]) - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2]));
    }

    /// <summary>CIEDE2000 (Sharma, Wu and Dalal, 2005).</summary>
    public static double Difference((double L, double A, double B) one, (double L, double A, double B) other)
    {
        var chroma = (Math.Sqrt((one.A * one.A) + (one.B * one.B)) + Math.Sqrt((other.A * other.A) + (other.B * other.B))) / 2;
        var stretch = 1.5 - (0.5 * Weight(chroma));
        var (c1, h1) = Polar(stretch * one.A, one.B);
        var (c2, h2) = Polar(stretch * other.A, other.B);
        var turn = c1 * c2 == 0 ? 0 : h2 - h1 > 180 ? h2 - h1 - 360 : h2 - h1 < -180 ? h2 - h1 + 360 : h2 - h1;
        var (l, c) = ((one.L + other.L) / 2, (c1 + c2) / 2);
        var h = c1 * c2 == 0 ? h1 + h2 : h1 + (turn / 2);
        var t = 1 - (0.17 * Cos(h - 30)) + (0.24 * Cos(2 * h)) + (0.32 * Cos((3 * h) + 6)) - (0.20 * Cos((4 * h) - 63));
        var hue = 2 * Math.Sqrt(c1 * c2) * Math.Sin(turn * Math.PI / 360) / (1 + (0.015 * c * t));
        var light = (other.L - one.L) / (1 + (0.015 * (l - 50) * (l - 50) / Math.Sqrt(20 + ((l - 50) * (l - 50)))));
        var sat = (c2 - c1) / (1 + (0.045 * c));
        var near = (((h % 360) + 360) % 360) - 275;
        var rotation = -2 * Weight(c) * Math.Sin(60 * Math.Exp(-(near / 25 * near / 25)) * Math.PI / 180);
        return Math.Sqrt((light * light) + (sat * sat) + (hue * hue) + (rotation * sat * hue));
    }

    private static double Weight(double chroma) => Math.Sqrt(Math.Pow(chroma, 7) / (Math.Pow(chroma, 7) + Math.Pow(25, 7)));

    private static (double Chroma, double Hue) Polar(double a, double b) => (Math.Sqrt((a * a) + (b * b)), ((Math.Atan2(b, a) * 180 / Math.PI) + 360) % 360);

    private static double Cos(double degrees) => Math.Cos(degrees * Math.PI / 180);

    private static double Linear(byte value) => value / 255.0 is var v && v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4);

    private static double[] Times(double[] matrix, double[] v) =>
        [.. Enumerable.Range(0, 3).Select(row => (matrix[3 * row] * v[0]) + (matrix[(3 * row) + 1] * v[1]) + (matrix[(3 * row) + 2] * v[2]))];
}
