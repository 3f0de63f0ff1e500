namespace Ipfl.Reporting;

/// <summary>What the numbers of a column are.</summary>
public enum StudyUnit
{
    /// <summary>Shares in [0, 1], shown in percent.</summary>
    Share,

    /// <summary>Differences of shares, shown in percentage points with their sign.</summary>
    ShareDifference,

    /// <summary>Money.</summary>
    Money,

    /// <summary>Differences of money, shown with their sign.</summary>
    MoneyDifference,

    /// <summary>Differences as shares of what is compared with, shown in percent with their sign.</summary>
    Change,

    /// <summary>Counts; their means over seeds need not be whole.</summary>
    Count,
}

/// <summary>A column of a study's table.</summary>
public sealed record StudyColumn(string Name, StudyUnit Unit)
{
    /// <summary>Its name with what its numbers are in.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Heading => Unit switch
    {
        StudyUnit.Share or StudyUnit.Change => $"{Name} (%)",
        StudyUnit.ShareDifference => $"{Name} (pp)",
        _ => Name,
    };
}

/// <summary>A number over the seeds.</summary>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation (n − 1); null for a single seed.</param>
/// <param name="Seeds">n, how many seeds have the number.</param>
public sealed record StudyNumber(double Mean, double? Deviation, int Seeds)
{
    internal Spread Spread => new(Mean, Deviation, Seeds);

    /// <summary>Summarises one number per seed; null where there is none.</summary>
    internal static StudyNumber? Of(IEnumerable<double> numbers)
    {
        double[] all = [.. numbers];
        if (all.Length == 0) return null;
        var spread = Spread.Of(all);
        return new(spread.Mean, spread.Deviation, spread.Count);
    }
}

/// <summary>A row; a number is null where no finished run tells it.</summary>
public sealed record StudyRow(string Name, IReadOnlyList<StudyNumber?> Values);

/// <summary>A table of a study, as its page, its files and the terminal show it.</summary>
/// <param name="Id">Its name in the CSV.</param>
/// <param name="Title">In words.</param>
/// <param name="RowHead">What the rows are.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The rows, each with a number per column.</param>
public sealed record StudyTable(string Id, string Title, string RowHead, IReadOnlyList<StudyColumn> Columns, IReadOnlyList<StudyRow> Rows)
{
    /// <summary>A number of a column as people read it, without its unit.</summary>
    public string Show(StudyNumber number, int column)
    {
        ArgumentNullException.ThrowIfNull(number);
        var unit = Columns[column].Unit;
        return FormOf(unit).Show(number.Spread);
    }

    internal static Form FormOf(StudyUnit unit) => unit switch
    {
        StudyUnit.Share => new(100, ""),
        StudyUnit.ShareDifference or StudyUnit.Change => Form.Points,
        StudyUnit.MoneyDifference => Form.Difference,
        StudyUnit.Count => Form.Count,
        _ => Form.Money,
    };
}
