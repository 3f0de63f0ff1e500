using System.Text.Json;
using Ipfl.Cli.Commands;
using Ipfl.Simulation;
using Spectre.Console;

namespace Ipfl.Cli.Display;

/// <summary>A comparison on the terminal: mean and standard deviation over seeds.</summary>
internal static class ComparisonTable
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    public static void Write(Terminal terminal, IReadOnlyList<(ComparisonCell Cell, RunSummary Summary)> cells, string folder, string report)
    {
        var table = new Table().AddColumn("algorithm");
        foreach (var heading in new[] { "seeds", "best accuracy", "final accuracy", "mean utility", "least utility", "seconds" })
            table.AddColumn(heading, column => column.RightAligned());
        foreach (var group in cells.GroupBy(pair => pair.Cell.Algorithm))
        {
            string Cell(Func<RunSummary, double> value, string format)
            {
                var (mean, deviation) = Spread.Of([.. group.Select(pair => value(pair.Summary))]);
                return $"{mean.ToString(format)} ± {deviation.ToString(format)}";
            }

            table.AddRow(
                Markup.Escape(group.Key),
                $"{group.Count()}",
                Cell(s => s.MeanBestAccuracy, "F4"),
                Cell(s => s.MeanFinalAccuracy, "F4"),
                Cell(s => s.MeanUtility, "F2"),
                Cell(s => s.MinUtility, "F2"),
                Cell(s => s.WallSeconds, "F1"));
        }

        terminal.Tables.Write(table);
        terminal.Out.WriteLine($"Results             {DefaultFolder.Shown(folder)}");
        terminal.Out.WriteLine($"Report              {DefaultFolder.Shown(report)}");
    }

    /// <summary>The rows of comparison.csv as JSON.</summary>
    public static void WriteJson(Terminal terminal, IReadOnlyList<(ComparisonCell Cell, RunSummary Summary)> cells)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteStartArray();
            foreach (var (cell, summary) in cells)
            {
                json.WriteStartObject();
                json.WriteString("algorithm", cell.Algorithm);
                json.WriteNumber("seed", cell.Seed);
                json.WriteNumber("meanBestAccuracy", summary.MeanBestAccuracy);
                json.WriteNumber("meanFinalAccuracy", summary.MeanFinalAccuracy);
                json.WriteNumber("meanUtility", summary.MeanUtility);
                json.WriteNumber("minUtility", summary.MinUtility);
                json.WriteNumber("wallSeconds", summary.WallSeconds);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        terminal.Out.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
