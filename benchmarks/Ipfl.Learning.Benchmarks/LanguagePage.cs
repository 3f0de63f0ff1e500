using System.Globalization;
using System.Text;

namespace Ipfl.Learning.Benchmarks;

/// <summary>The part of the page of measurements that is about language models.</summary>
internal static class LanguagePage
{
    private const string Begin = "<!-- measured: benchmarks/run.sh --language writes what follows -->";
    private const string End = "<!-- end of what is measured of language models -->";

    /// <summary>Writes the table into the page.</summary>
    public static void Write(Measurements measured, string page) => MarkedText.Replace(page, Begin, End, Table(measured));

    private static string Table(Measurements measured)
    {
        var text = new StringBuilder("| tokens per second | PyTorch | iPFL for .NET | ratio |\n| --- | ---: | ---: | ---: |\n");
        foreach (var participants in new[] { 1, 6 })
        {
            foreach (var (name, how) in new[] { ("kept", "activations kept"), ("checkpoints", "computed again") })
                Row(text, measured, $"lora {name} {participants}", $"training, {participants} participant{(participants == 1 ? "" : "s")}, {how}");
        }

        Row(text, measured, "generation", "greedy generation");
        var (own, peer) = (measured.Of("ours product"), measured.Of("pytorch product"));
        text.Append(CultureInfo.InvariantCulture, $"\nMatrix products alone (1,024 × 128 by 128 × 344, one thread) reach {Number(peer)} GFLOP/s in this PyTorch and {Number(own)} in the libtorch of iPFL for .NET, {Number(own / peer)} times as much; that alone makes part of the ratios above.\n\n");
        return text.ToString();
    }

    private static void Row(StringBuilder text, Measurements measured, string name, string title)
    {
        var (own, peer) = (measured.Of($"ours {name}"), measured.Of($"pytorch {name}"));
        text.Append(CultureInfo.InvariantCulture, $"| {title} | {Number(peer)} | {Number(own)} | {Number(own / peer)} |\n");
    }

    private static string Number(double value) => MeasurementsPage.Number(value);
}
