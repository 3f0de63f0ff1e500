using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ipfl.Service.Dashboard.SignIn;

/// <summary>Ends an open page soon after its account was removed, renewed or given another role.</summary>
internal sealed class AccountRevalidation(SignInAccounts accounts, IHostApplicationLifetime server, ILoggerFactory logs) : RevalidatingServerAuthenticationStateProvider(logs)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(30);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        server.ApplicationStopping.IsCancellationRequested || await accounts.IsCurrentAsync(authenticationState.User, cancellationToken);
}
