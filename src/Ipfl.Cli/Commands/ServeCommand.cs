using System.CommandLine;
using Ipfl.Learning;
using Ipfl.Protocol.Signing;
using Ipfl.Service.Dashboard.SignIn;
using Ipfl.Service.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl serve</c>: the market server.</summary>
internal static class ServeCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var data = ServerOptions.Data();
        var listen = new Option<string>("--listen") { Description = "Address to listen at; http only behind a program that speaks TLS.", HelpName = "URL", DefaultValueFactory = _ => ServeOptions.DefaultListen };
        var publicAddress = new Option<string?>("--public") { Description = "Address that participants reach the server at, where it is another one.", HelpName = "URL" };
        var proxies = new Option<string[]>("--proxy") { Description = "Address or network of a program in front that is believed when it says who calls (X-Forwarded-For); may be repeated. Default: none.", HelpName = "ADDRESS" };
        var certificate = new Option<string?>("--certificate") { Description = "TLS certificate in PEM. Default: one that the server makes for itself and invitations pin.", HelpName = "FILE" };
        var key = new Option<string?>("--key") { Description = "Its private key in PEM, where it lies in a file of its own.", HelpName = "FILE" };
        var threads = new Option<int?>("--threads") { Description = "Threads for distances, markets and centres. Default: one per processor.", HelpName = "N" };
        var telemetry = new Option<string?>("--telemetry") { Description = "OTLP collector for traces and metrics, such as http://localhost:4317. Default: none.", HelpName = "URL" };
        var renew = new Option<bool>("--renew-secret") { Description = $"Give the dashboard's account '{SignInAccounts.First}' a new secret and print it." };
        var renewKey = new Option<bool>("--renew-operator-key") { Description = "Make operator.key of the data folder anew and revoke the one before, which was lost or leaked." };
        var command = new Command("serve", "Run the market server: takes uploads, settles rounds, keeps the ledger.") { data, listen, publicAddress, proxies, certificate, key, threads, telemetry, renew, renewKey };
        command.SetAction(parsed =>
        {
            var options = new ServeOptions(ServerOptions.Folder(parsed.GetValue(data)))
            {
                Listen = parsed.GetValue(listen)!,
                PublicAddress = parsed.GetValue(publicAddress),
                Proxies = parsed.GetValue(proxies) ?? [],
                Certificate = parsed.GetValue(certificate),
                CertificateKey = parsed.GetValue(key),
                Threads = ServerOptions.Threads(parsed.GetValue(threads)),
                Telemetry = parsed.GetValue(telemetry),
                Verbose = terminal.Verbose,
                RenewsOperatorKey = parsed.GetValue(renewKey),
            };
            RunAsync(terminal, options, parsed.GetValue(renew), cancellation).GetAwaiter().GetResult();
            return cancellation.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Done;
        });
        return command;
    }

    private static async Task RunAsync(Terminal terminal, ServeOptions options, bool isRenewed, CancellationToken cancellation)
    {
        await using var server = await MarketServer.BuildAsync(options, new MappedAggregator(options.Threads), terminal.Time, cancellation);
        var identity = server.Services.GetRequiredService<ServerIdentity>();
        await ShowSecretAsync(terminal, server.Services.GetRequiredService<SignInAccounts>(), options.Folder, identity.DashboardAddress, isRenewed, cancellation);
        await server.StartAsync(cancellation);
        terminal.Say($"market server at {options.Listen}, data in {options.Folder.Root}; Ctrl-C stops it");
        if (identity.WhyNoInvitations is { } why) terminal.Say($"nobody can be invited: {why}");
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await server.StopAsync(CancellationToken.None);
    }

    /// <summary>The secret is a result: it goes where results go, even when nothing else is said; but what is no terminal may be a log that others read.</summary>
    private static async Task ShowSecretAsync(Terminal terminal, SignInAccounts accounts, ServiceFolder folder, string address, bool isRenewed, CancellationToken cancellation)
    {
        var secret = isRenewed ? await accounts.RenewFirstAsync(cancellation) : await accounts.CreateFirstAsync(cancellation);
        if (secret is null) return;
        var isSeen = terminal.Tables.Profile.Out.IsTerminal;
        if (!isSeen) PrivateKeyFile.Write(folder.FirstSecret, $"{secret}\n");
        await terminal.Out.WriteLineAsync(
            $"dashboard at {address}: account '{SignInAccounts.First}', {(isSeen ? $"secret {secret} (shown this once)" : $"its secret is in {folder.FirstSecret}; remove the file when you have it")}");
    }
}
