using System.Globalization;
using Ipfl.Service.Storage;

namespace Ipfl.Service.Dashboard.Layout;

/// <summary>Numbers, times and stages in words, alike on every page.</summary>
internal static class Figures
{
    private const double Large = 1e7;
    private const double Small = 1e-3;

    /// <summary>A number in as few digits as say it: a glance's, not a ledger's.</summary>
    public static string Number(double value) => Math.Abs(value) switch
    {
        0 => "0",
        >= Large or < Small => value.ToString("0.###e0", CultureInfo.InvariantCulture),
        >= 1000 => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("0.####", CultureInfo.InvariantCulture),
    };

    public static string Percent(double? share) => share is { } value ? (100 * value).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "–";

    public static string Bytes(long bytes) => bytes switch
    {
        0 => "–",
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.#} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
    };

    public static string Moment(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public static string Span(TimeSpan span) => span switch
    {
        { Ticks: <= 0 } => "0 s",
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(span.TotalSeconds)} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min {span.Seconds} s"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h {span.Minutes} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays} d {span.Hours} h"),
    };

    public static string Words(RoundStage? stage) => stage switch
    {
        RoundStage.Collecting => "collecting uploads",
        RoundStage.Settling => "settling",
        RoundStage.Delivering => "delivering centres",
        RoundStage.Done => "done",
        _ => "–",
    };

    public static string Words(SettlementStage stage) => stage switch
    {
        SettlementStage.Pending => "reserved",
        SettlementStage.Posted => "paid",
        SettlementStage.Voided => "given back",
        _ => "–",
    };
}
