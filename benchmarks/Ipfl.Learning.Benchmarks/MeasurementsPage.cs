using System.Globalization;
using System.Text;

namespace Ipfl.Learning.Benchmarks;

/// <summary>The measured part of the page of measurements: what stands between its two marks.</summary>
internal static class MeasurementsPage
{
    private const string Begin = "<!-- measured: benchmarks/run.sh writes what follows -->";
    private const string End = "<!-- end of what is measured -->";

    /// <summary>Floating-point operations of a training step per image: three times those of the forward pass, which are 2 per weight and place.</summary>
    private static readonly Dictionary<string, double> OperationsPerImage = new()
    {
        ["simple-cnn fashion-mnist"] = 6 * ((24 * 24 * 6 * 25.0) + (8 * 8 * 16 * 150) + (256 * 120) + (120 * 84) + (84 * 10)),
        ["simple-cnn cifar-10"] = 6 * ((28 * 28 * 6 * 75.0) + (10 * 10 * 16 * 150) + (400 * 120) + (120 * 84) + (84 * 10)),
    };

    /// <summary>Writes the tables into the page and the figure beside it.</summary>
    public static void Write(Measurements measured, string page, string figure)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(figure)!);
        GrowthFigure.Write(measured, figure);
        MarkedText.Replace(page, Begin, End, Tables(measured));
    }

    private static string Tables(Measurements measured)
    {
        var text = new StringBuilder();
        Speeds(text, measured, "training", "Local training, images per second", "participants");
        Speeds(text, measured, "evaluation", "Evaluation of ten models, images per second", "models");
        Steps(text, measured);
        StepParts(text, measured);
        Neighbours(text, measured);
        Solves(text, measured);
        Roofline(text, measured);
        return text.ToString();
    }

    private static void Speeds(StringBuilder text, Measurements measured, string what, string title, string count)
    {
        text.Append(CultureInfo.InvariantCulture, $"**{title}.**\n\n| network | data set | {count} | PyTorch | iPFL for .NET | ratio |\n| --- | --- | ---: | ---: | ---: | ---: |\n");
        foreach (var words in measured.Names.Where(name => name.StartsWith($"ours {what} ", StringComparison.Ordinal)).Select(name => name.Split(' ')).OrderBy(words => $"{words[2]} {words[3]}", StringComparer.Ordinal).ThenBy(words => int.Parse(words[4], CultureInfo.InvariantCulture)))
        {
            var name = string.Join(' ', words);
            var (own, peer) = (measured.Of(name), measured.Of($"pytorch {name[5..]}"));
            text.Append(CultureInfo.InvariantCulture, $"| {words[2]} | {words[3]} | {words[4]} | {(double.IsNaN(peer) ? "–" : Number(peer))} | {Number(own)} | {(double.IsNaN(peer) ? "–" : Number(own / peer))} |\n");
        }

        text.Append('\n');
    }

    private static void Steps(StringBuilder text, Measurements measured)
    {
        text.Append("**The market step** (distances, graph, payments, centres), milliseconds:\n\n");
        text.Append("| participants | numbers in a model | per-pair loop | the two products alone, float32 / float64 | iPFL for .NET | of it the market | loop ÷ ours |\n");
        text.Append("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        foreach (var size in Sizes(measured))
        {
            var (own, loop, words) = (measured.Of($"ours step {size}"), measured.Of($"python step {size}"), size.Split(' '));
            var products = double.IsNaN(measured.Of($"products float32 {size}")) ? "–" : $"{Number(measured.Of($"products float32 {size}"))} / {Number(measured.Of($"products float64 {size}"))}";
            text.Append(CultureInfo.InvariantCulture, $"| {Whole(words[0])} | {Whole(words[1])} | {Number(loop)} | {products} | {Number(own)} | {Number(measured.Of($"ours market {size}"))} | {Number(loop / own)} |\n");
        }

        text.Append('\n');
    }

    private static void StepParts(StringBuilder text, Measurements measured)
    {
        var peak = measured.Of("machine peak64");
        text.Append(CultureInfo.InvariantCulture, $"**Where the step's time goes**, milliseconds. Float64 sums that never leave the registers reach {Number(peak)} GFLOP/s here; at that speed what distances and centres sum would take the bound:\n\n");
        text.Append("| participants | numbers in a model | distances | graph and payments | centres | GFLOP in float64 | bound | bound ÷ step |\n");
        text.Append("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        foreach (var size in Sizes(measured).Where(size => !double.IsNaN(measured.Of($"ours operations {size}"))))
        {
            var (words, operations) = (size.Split(' '), measured.Of($"ours operations {size}") / 1e3);
            var bound = operations / peak * 1e3;
            text.Append(CultureInfo.InvariantCulture, $"| {Whole(words[0])} | {Whole(words[1])} | {Number(measured.Of($"ours distances {size}"))} | {Number(measured.Of($"ours market {size}"))} | {Number(measured.Of($"ours centres {size}"))} | {operations:F3} | {Number(bound)} | {bound / measured.Of($"ours step {size}"):P0} |\n");
        }

        text.Append('\n');
    }

    /// <summary>The participants and model sizes of all steps, by model size, then by participants.</summary>
    private static IEnumerable<string> Sizes(Measurements measured) => measured.Names
        .Where(name => name.StartsWith("ours step ", StringComparison.Ordinal))
        .Select(name => name["ours step ".Length..])
        .OrderBy(size => double.Parse(size.Split(' ')[1], CultureInfo.InvariantCulture))
        .ThenBy(size => double.Parse(size.Split(' ')[0], CultureInfo.InvariantCulture));

    private static void Solves(StringBuilder text, Measurements measured)
    {
        text.Append("**Graph, payments and accounts alone**, all pairs, milliseconds, and megabytes beyond the distances:\n\n| participants | `marginal` | `critical` | `vcg` | memory with `marginal` |\n| ---: | ---: | ---: | ---: | ---: |\n");
        foreach (var (participants, marginal) in measured.Series("ours solve marginal "))
        {
            string Of(string what) => Number(measured.Of(string.Create(CultureInfo.InvariantCulture, $"ours solve {what} {participants}")));
            var memory = Number(measured.Of(string.Create(CultureInfo.InvariantCulture, $"ours solve marginal {participants} memory")));
            text.Append(CultureInfo.InvariantCulture, $"| {participants:N0} | {Number(marginal)} | {Of("critical")} | {Of("vcg")} | {memory} |\n");
        }

        text.Append("\n![Milliseconds of the market step over the number of participants](figures/growth.png)\n\n");
    }

    private static void Neighbours(StringBuilder text, Measurements measured)
    {
        foreach (var size in measured.Names.Where(name => name.StartsWith("ours neighbours ", StringComparison.Ordinal)).Select(name => name["ours neighbours ".Length..]))
        {
            var words = size.Split(' ');
            text.Append(CultureInfo.InvariantCulture, $"**The {words[2]} nearest of each of {Whole(words[0])} models** of {Whole(words[1])} numbers, in groups of 20 with cosines of ½: {Number(measured.Of($"ours neighbours {size}"))} ms, ");
            text.Append(CultureInfo.InvariantCulture, $"all distances {Number(measured.Of($"ours all-distances {size}"))} ms; {100 * measured.Of($"ours recall {size}"):F1}% of the truly nearest are found.\n\n");
        }
    }

    private static void Roofline(StringBuilder text, Measurements measured)
    {
        var peak = measured.Of("machine peak");
        text.Append(CultureInfo.InvariantCulture, $"**How close to the machine.** A float32 matrix product of 2,048 × 2,048 reaches {peak:N0} GFLOP/s here.");
        foreach (var (network, operations) in OperationsPerImage)
        {
            var speed = measured.Of($"ours training {network} 10");
            if (!double.IsNaN(speed))
                text.Append(CultureInfo.InvariantCulture, $" Training {network.Replace(" ", " on ", StringComparison.Ordinal)} needs {operations / 1e6:F1} MFLOP an image: ten participants reach {operations * speed / 1e9:F0} GFLOP/s, {100 * operations * speed / 1e9 / peak:F0}% of it.");
        }

        foreach (var name in measured.Names.Where(name => name.StartsWith("ours memory ", StringComparison.Ordinal) && !name.EndsWith("bound", StringComparison.Ordinal)))
            text.Append(CultureInfo.InvariantCulture, $" Training and judging {name.Split(' ')[4]} participants ({name.Split(' ')[2]}, {name.Split(' ')[3]}) peaked at {measured.Of(name):N0} MB; data, four times the models and 500 MB are {measured.Of($"{name} bound"):N0} MB.");
        text.Append("\n\n");
    }

    private static string Whole(string number) => long.Parse(number, CultureInfo.InvariantCulture).ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Three digits or so; a dash where nothing was measured.</summary>
    internal static string Number(double value) =>
        double.IsNaN(value) ? "–" : value.ToString(value < 10 ? "F2" : value < 100 ? "F1" : "N0", CultureInfo.InvariantCulture);
}
