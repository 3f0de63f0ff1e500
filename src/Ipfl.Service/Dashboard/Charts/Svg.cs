using System.Globalization;

namespace Ipfl.Service.Dashboard.Charts;

/// <summary>Numbers as drawings want them.</summary>
internal static class Svg
{
    public static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
