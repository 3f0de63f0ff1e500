using System.Globalization;
using System.Text;

namespace Ipfl.Cli.Tests;

/// <summary>A market file of nine participants, one of which never sells.</summary>
internal static class SampleMarket
{
    public static string Write(TemporaryFolder folder)
    {
        var random = new Random(4);
        var people = Enumerable.Range(0, 9).Select(i => string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"id\": \"p{i}\", \"samples\": {random.Next(500, 9000)}, \"sharingCost\": {(i == 0 ? "null" : $"{2 * random.NextDouble():F3}")}, \"gainScale\": 500000}}")).ToArray();
        var rows = new StringBuilder();
        for (var i = 0; i < 9; i++) rows.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"[{string.Join(",", Enumerable.Range(0, 9).Select(j => i == j ? "0" : $"{1.2 * random.NextDouble():F3}"))}]");
        return folder.Write("market.json", $"{{\"lambda\": 1, \"participants\": [{string.Join(",", people)}], \"distances\": [{rows}]}}");
    }
}
