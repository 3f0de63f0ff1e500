using System.Globalization;

namespace Ipfl.Reporting;

/// <summary>A line of a table that the product wrote: comma-separated fields, in quotes where one has a comma. What is damaged is refused in one line that names the place.</summary>
internal sealed class CsvRow
{
    private readonly string[] _columns;
    private readonly string[] _fields;

    private CsvRow(string line, string header, string where)
    {
        (_columns, _fields, Where) = (header.Split(','), Split(line), where);
        if (_fields.Length != _columns.Length) throw JsonResult.Refusal(where, $"{_fields.Length} fields where {_columns.Length} are due ({header})");
    }

    /// <summary>File and line.</summary>
    public string Where { get; }

    /// <summary>A field as it stands.</summary>
    public string this[int i] => _fields[i];

    /// <summary>The lines below the header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="headers">The header that is due, then those of earlier versions, which had fewer columns.</param>
    /// <exception cref="InvalidDataException">The header is another, or a line has more or fewer fields than it.</exception>
    public static IEnumerable<CsvRow> Read(string path, params IReadOnlyList<string> headers)
    {
        var lines = File.ReadAllLines(path);
        var header = lines.Length == 0 ? null : headers.FirstOrDefault(header => header == lines[0]);
        if (header is null)
            throw JsonResult.Refusal(JsonLines.Where(path, 1), $"'{OneLine.Of(lines.FirstOrDefault() ?? "")}' where the header '{headers[0]}' is due");
        return lines.Skip(1).Select((line, i) => new CsvRow(line, header, JsonLines.Where(path, i + 2)));
    }

    /// <summary>Fields as RFC 4180 has them, but for line ends.</summary>
    private static string[] Split(string line)
    {
        var fields = new List<string> { "" };
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"') fields[^1] += line[i++];
            else if (line[i] == '"') quoted = !quoted;
            else if (line[i] == ',' && !quoted) fields.Add("");
            else fields[^1] += line[i];
        }

        return [.. fields];
    }

    /// <exception cref="InvalidDataException">The field is no finite number.</exception>
    public double Number(int i) =>
        double.TryParse(_fields[i], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw JsonResult.Refusal(Where, $"{_columns[i]} '{OneLine.Of(_fields[i])}' is not a finite number");

    /// <summary>A number that may be unknown: null where the field is empty, and where the file is too old to have the column.</summary>
    /// <exception cref="InvalidDataException">The field is neither empty nor a finite number.</exception>
    public double? Known(int i) => i >= _fields.Length || _fields[i].Length == 0 ? null : Number(i);

    /// <exception cref="InvalidDataException">The field is no count.</exception>
    public int Count(int i) => int.TryParse(_fields[i], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        ? count
        : throw JsonResult.Refusal(Where, $"{_columns[i]} '{OneLine.Of(_fields[i])}' is not a whole number ≥ 0");
}
