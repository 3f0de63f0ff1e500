using System.Globalization;

namespace Ipfl;

/// <summary>Numbers as people and programs give them: of whatever type of the language, and zero has no sign.</summary>
internal static class GivenNumber
{
    /// <summary>A number; null for anything else.</summary>
    public static double? Of(object value) => value switch
    {
        double number => WithoutSign(number),
        float number => WithoutSign(number),
        Half number => WithoutSign((double)number),
        decimal number => WithoutSign((double)number),
        _ => Whole(value),
    };

    /// <summary>A number of a type that holds whole ones alone; null for anything else, also for 3.0.</summary>
    public static long? Whole(object value) => value switch
    {
        long number => number,
        int or short or sbyte or byte or ushort or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        ulong number and <= long.MaxValue => (long)number,
        _ => null,
    };

    /// <summary>The number itself, but 0 for −0: which of the two it is would decide where signs or bits are looked at.</summary>
    public static double WithoutSign(double number) => number + 0.0;

    /// <summary>How an error repeats a value that it refuses: numbers as a configuration writes them, so that 1.0 is told apart from 1.</summary>
    public static string Show(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        string text => $"\"{text}\"",
        float or Half => Show(Of(value)!.Value),
        double number when number == Math.Truncate(number) && Math.Abs(number) < 1e15 => number.ToString("0.0", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => "a list or table",
    };
}
