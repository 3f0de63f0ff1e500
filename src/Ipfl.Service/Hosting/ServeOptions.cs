namespace Ipfl.Service.Hosting;

/// <summary>How a server is run.</summary>
/// <param name="Folder">Where it keeps everything.</param>
public sealed record ServeOptions(ServiceFolder Folder)
{
    /// <summary>Where it listens when nothing is said.</summary>
    public const string DefaultListen = "https://127.0.0.1:7300";

    /// <summary>The address that it listens at; <c>http</c> only behind a program that speaks TLS.</summary>
    public string Listen { get; init; } = DefaultListen;

    /// <summary>The address that participants reach it at, where that is another one.</summary>
    public string? PublicAddress { get; init; }

    /// <summary>Addresses and networks of the programs in front of it that are believed when they say who calls (X-Forwarded-For).</summary>
    public IReadOnlyList<string> Proxies { get; init; } = [];

    /// <summary>A certificate in PEM; null has the server make one.</summary>
    public string? Certificate { get; init; }

    /// <summary>Its private key in PEM, where it lies in a file of its own.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>Threads for distances, markets and centres; null is one per processor.</summary>
    public int? Threads { get; init; }

    /// <summary>Where OpenTelemetry is sent (OTLP), if anywhere.</summary>
    public string? Telemetry { get; init; }

    /// <summary>Whether the operator's key in the folder is made anew and the former one revoked.</summary>
    public bool RenewsOperatorKey { get; init; }

    /// <summary>Whether everything is logged, not only what an operator should see.</summary>
    public bool Verbose { get; init; }

    /// <summary>Whether it listens without TLS.</summary>
    public bool IsPlain => Listen.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
}
