using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Ipfl.Service.Rounds;

/// <summary>What the service measures about itself, under the OpenTelemetry name <c>Ipfl.Service</c>.</summary>
public sealed class ServiceMetrics : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Ipfl.Service";

    private readonly Meter _meter = new(Name);
    private readonly Histogram<double> _phases;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _exclusions;
    private readonly Counter<long> _refusals;
    private readonly Gauge<double> _welfare;

    /// <summary>Makes the instruments.</summary>
    public ServiceMetrics()
    {
        _phases = _meter.CreateHistogram<double>("ipfl.round.phase.duration", "s", "How long a phase of a round took.");
        _bytes = _meter.CreateCounter<long>("ipfl.model.bytes", "By", "Model bytes taken in and given out.");
        _exclusions = _meter.CreateCounter<long>("ipfl.round.exclusions", description: "Participants excluded from a round.");
        _refusals = _meter.CreateCounter<long>("ipfl.call.refusals", description: "Calls refused before they were heard.");
        _welfare = _meter.CreateGauge<double>("ipfl.round.welfare", description: "Social welfare of the round settled last, by the reports.");
    }

    /// <summary>Where settlements are traced; calls are by ASP.NET Core.</summary>
    public ActivitySource Activities { get; } = new(Name);

    /// <summary>A phase has ended.</summary>
    public void PhaseEnded(string market, string phase, TimeSpan duration) => _phases.Record(duration.TotalSeconds, new("market", market), new("phase", phase));

    /// <summary>Bytes of models have come in.</summary>
    public void Received(string market, long bytes) => _bytes.Add(bytes, new("market", market), new KeyValuePair<string, object?>("direction", "in"));

    /// <summary>Bytes of models have gone out.</summary>
    public void Sent(string market, long bytes) => _bytes.Add(bytes, new("market", market), new KeyValuePair<string, object?>("direction", "out"));

    /// <summary>Participants are excluded.</summary>
    public void Excluded(string market, long count)
    {
        if (count > 0) _exclusions.Add(count, new KeyValuePair<string, object?>("market", market));
    }

    /// <summary>A call was refused, and why in a word.</summary>
    public void Refused(string reason) => _refusals.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>A round was settled.</summary>
    public void Settled(string market, double welfare) => _welfare.Record(welfare, new KeyValuePair<string, object?>("market", market));

    /// <inheritdoc/>
    public void Dispose()
    {
        _meter.Dispose();
        Activities.Dispose();
    }
}
