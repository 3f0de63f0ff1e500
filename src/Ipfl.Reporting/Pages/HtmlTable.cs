namespace Ipfl.Reporting;

/// <summary>A table that scrolls sideways within itself on narrow screens.</summary>
internal static class HtmlTable
{
    /// <summary>The first column names the rows; the others are right-aligned.</summary>
    public static Html Of(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<Html>> rows) => Html.Of(
        $"""
        <div class="scroll"><table>
        <thead><tr>{Html.Join(columns.Select(column => Html.Of($"<th scope=\"col\">{column}</th>")))}</tr></thead>
        <tbody>
        {Html.Join(rows.Select(Row))}</tbody>
        </table></div>
        """);

    private static Html Row(IReadOnlyList<Html> cells) => Html.Of(
        $"<tr><th scope=\"row\">{cells[0]}</th>{Html.Join(cells.Skip(1).Select(cell => Html.Of($"<td>{cell}</td>")))}</tr>\n");
}
