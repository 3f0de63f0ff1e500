using System.Globalization;
using System.Text;

namespace Ipfl.Reporting;

/// <summary>The tables of a study for other programs: a CSV with a row per number, and LaTeX.</summary>
internal static class StudyTables
{
    public static string Csv(IReadOnlyList<StudyTable> tables)
    {
        var text = new StringBuilder("table,row,column,unit,seeds,mean,deviation\n");
        foreach (var (table, row, i) in tables.SelectMany(table => table.Rows.SelectMany(row => row.Values.Select((_, i) => (table, row, i)))))
        {
            if (row.Values[i] is not { } number) continue;
            text.Append(CultureInfo.InvariantCulture, $"{table.Id},{Field(row.Name)},{Field(table.Columns[i].Name)},{Unit(table.Columns[i].Unit)},");
            text.Append(CultureInfo.InvariantCulture, $"{number.Seeds},{number.Mean:R},{number.Deviation:R}\n");
        }

        return text.ToString();
    }

    public static string Tex(string title, StudyResults results, IReadOnlyList<StudyTable> tables)
    {
        var text = new StringBuilder($"% {title}; needs \\usepackage{{booktabs}}. Mean and standard deviation over seeds; a single seed has none.\n");
        foreach (var table in tables)
        {
            var columns = string.Join(" & ", table.Columns.Select(column => LatexText.Of(column.Heading)));
            text.Append(CultureInfo.InvariantCulture, $"\n% {LatexText.Of(table.Title)}\n\\begin{{tabular}}{{l{new string('r', table.Columns.Count)}}}\n\\toprule\n");
            text.Append(CultureInfo.InvariantCulture, $"{LatexText.Of(table.RowHead)} & {columns} \\\\\n\\midrule\n");
            foreach (var row in table.Rows)
                text.Append(CultureInfo.InvariantCulture, $"{LatexText.Of(row.Name)} & {string.Join(" & ", row.Values.Select((value, i) => value is null ? "--" : Math(table.Show(value, i))))} \\\\\n");
            text.Append(CultureInfo.InvariantCulture, $"\\bottomrule\n\\multicolumn{{{table.Columns.Count + 1}}}{{l}}{{\\footnotesize {LatexText.Of(Footnote(results))}}}\n\\end{{tabular}}\n");
        }

        return text.ToString();
    }

    private static string Footnote(StudyResults results) =>
        $"{results.Description.Task}. {DotFigure.Sentence(results.Note)}{(results.Embedded ? " On a small subset of the data." : "")}";

    // Names hold no quotes; a field with a comma is put into them.
    private static string Field(string name) => name.Contains(',', StringComparison.Ordinal) ? $"\"{name}\"" : name;

    private static string Unit(StudyUnit unit) => unit switch
    {
        StudyUnit.Share or StudyUnit.ShareDifference or StudyUnit.Change => "share",
        StudyUnit.Money or StudyUnit.MoneyDifference => "money",
        _ => "count",
    };

    private static string Math(string number) => $"${number.Replace("−", "-", StringComparison.Ordinal).Replace(",", "{,}", StringComparison.Ordinal).Replace("±", "\\pm", StringComparison.Ordinal)}$";
}
