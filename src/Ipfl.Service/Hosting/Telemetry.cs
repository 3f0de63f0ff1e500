using Ipfl.Service.Rounds;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Ipfl.Service.Hosting;

/// <summary>Traces and metrics for whoever collects them.</summary>
internal static class Telemetry
{
    /// <summary>Sends traces and metrics by OTLP where the options name a collector; otherwise nothing is collected.</summary>
    public static void AddTelemetry(this IServiceCollection services, ServeOptions options)
    {
        if (options.Telemetry is not { } collector) return;
        if (!Uri.TryCreate(collector, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new InvalidDataException($"--telemetry: found '{collector}'; allowed: the address of an OTLP collector, such as http://localhost:4317");
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("ipfl-market"))
            .WithMetrics(metrics => metrics.AddMeter(ServiceMetrics.Name).AddAspNetCoreInstrumentation().AddOtlpExporter(otlp => Send(otlp, address)))
            .WithTracing(traces => traces.AddSource(ServiceMetrics.Name).AddAspNetCoreInstrumentation().AddOtlpExporter(otlp => Send(otlp, address)));
    }

    private static void Send(OtlpExporterOptions otlp, Uri collector)
    {
        otlp.Endpoint = collector;
        var timeout = TimeSpan.FromMilliseconds(otlp.TimeoutMilliseconds);
        otlp.HttpClientFactory = () => new HttpClient(ProxyRoute.OfEnvironment().CallHandler(collector, timeout)) { Timeout = timeout };
    }
}
