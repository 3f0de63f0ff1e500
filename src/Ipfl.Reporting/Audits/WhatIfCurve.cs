using System.Globalization;
using System.Text;

namespace Ipfl.Reporting;

/// <summary>A report, or a range of reports over which nothing changes, and what it brings.</summary>
/// <param name="From">The report, or where the range begins.</param>
/// <param name="To">The same as <paramref name="From"/>, or where the range ends.</param>
/// <param name="Sales">How many buyers the participant sells to.</param>
/// <param name="Imports">How many models it imports.</param>
/// <param name="Utility">Its utility.</param>
public readonly record struct WhatIfPoint(double From, double To, int Sales, int Imports, double Utility);

/// <summary>A participant's utility as a function of one number of its report.</summary>
/// <param name="Mechanism">The mechanism's name.</param>
/// <param name="Participant">The participant's id.</param>
/// <param name="Quantity">What is reported, such as "sharing cost".</param>
/// <param name="Truth">The true number; null where it lies outside the curve.</param>
/// <param name="UtilityAtTruth">The utility of the truth.</param>
/// <param name="Points">The curve, ascending.</param>
/// <param name="Exact">Whether the points are ranges that cover all reports; else they are samples.</param>
public sealed record WhatIfCurve(
    string Mechanism, string Participant, string Quantity, double? Truth, double UtilityAtTruth, IReadOnlyList<WhatIfPoint> Points, bool Exact)
{
    /// <summary>The curve as CSV: <c>from,to,sales,imports,utility</c> for ranges, <c>report,sales,imports,utility</c> else; numbers round-trip.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder(Exact ? "from,to,sales,imports,utility\n" : "report,sales,imports,utility\n");
        foreach (var (from, to, sales, imports, utility) in Points)
        {
            text.Append(CultureInfo.InvariantCulture, $"{from:R},");
            if (Exact) text.Append(CultureInfo.InvariantCulture, $"{to:R},");
            text.Append(CultureInfo.InvariantCulture, $"{sales},{imports},{utility:R}\n");
        }

        return text.ToString();
    }
}
