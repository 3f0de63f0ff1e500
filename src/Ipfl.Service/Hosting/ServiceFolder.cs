namespace Ipfl.Service.Hosting;

/// <summary>Where a server keeps everything: back this folder up, and nothing else.</summary>
/// <param name="Root">The folder.</param>
public sealed record ServiceFolder(string Root)
{
    /// <summary>The variable that names the folder.</summary>
    public const string Variable = "IPFL_SERVICE_DATA";

    /// <summary>The folder that the variable names, else one of the user's.</summary>
    public static ServiceFolder Default => new(
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "ipfl", "service"));

    /// <summary>The SQLite database.</summary>
    public string Database => Path.Combine(Root, "market.db");

    /// <summary>Uploads, initial models and centres.</summary>
    public string Models => Path.Combine(Root, "models");

    /// <summary>The key that signs receipts, PEM.</summary>
    public string ServerKey => Path.Combine(Root, "server.key");

    /// <summary>The TLS certificate with its key, PEM, where the server made its own.</summary>
    public string Certificate => Path.Combine(Root, "server.pem");

    /// <summary>The certificate alone, PEM, for those who want to trust it.</summary>
    public string PublicCertificate => Path.Combine(Root, "server.crt");

    /// <summary>The key with which the operator of this machine signs calls, PEM.</summary>
    public string OperatorKey => Path.Combine(Root, "operator.key");

    /// <summary>The secret of the dashboard's first account, where there was no terminal to show it on.</summary>
    public string FirstSecret => Path.Combine(Root, "first-secret.txt");

    /// <summary>The dashboard's cookie keys.</summary>
    public string CookieKeys => Path.Combine(Root, "cookie-keys");
}
