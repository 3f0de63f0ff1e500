using System.Collections.Concurrent;
using Ipfl.Protocol;
using Ipfl.Service.Hosting;
using Microsoft.Data.Sqlite;

namespace Ipfl.Service.Rounds;

/// <summary>Why markets cannot go on, as each was tried last. It is known while the process runs; the next one tries again anyway.</summary>
internal sealed class MarketFaults(ServiceFolder folder)
{
    private const int LongestReason = 300;
    private readonly ConcurrentDictionary<string, string> _reasons = new(StringComparer.Ordinal);

    /// <summary>Why a market cannot go on, in one line; null where it can.</summary>
    public string? Of(string market) => _reasons.GetValueOrDefault(market);

    /// <summary>Markets that cannot go on.</summary>
    public IEnumerable<string> Markets => _reasons.Keys;

    /// <summary>A failure in one line that names the file, which SQLite does not.</summary>
    public static string Reason(Exception failure, ServiceFolder folder)
    {
        var cause = failure.GetBaseException();
        return ForeignText.OneLine($"{(cause is SqliteException ? $"{folder.Database}: " : "")}{cause.Message.ReplaceLineEndings(" ")}", LongestReason);
    }

    /// <summary>A market has failed.</summary>
    /// <returns>Whether that is news: it did not fail before, or for another reason.</returns>
    public bool Failed(string market, Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var (former, reason) = (Of(market), Reason(failure, folder));
        _reasons[market] = reason;
        return former != reason;
    }

    /// <summary>A market goes on.</summary>
    /// <returns>Whether that is news.</returns>
    public bool Recovered(string market) => _reasons.TryRemove(market, out _);
}
