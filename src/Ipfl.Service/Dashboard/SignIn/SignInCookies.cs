using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Ipfl.Service.Dashboard.SignIn;

/// <summary>The cookie that says who is signed in: for this server alone, over TLS alone, out of reach of scripts and of other sites.</summary>
internal static class SignInCookies
{
    public const string Page = "/sign-in";
    private const string Name = "__Host-ipfl";

    public static void Configure(CookieAuthenticationOptions options)
    {
        Protect(options.Cookie, Name);
        options.LoginPath = Page;
        options.AccessDeniedPath = "/";
        options.ReturnUrlParameter = "to";
        options.ExpireTimeSpan = SignInSessions.Lasts;
        options.SlidingExpiration = true;
        options.Events.OnValidatePrincipal = ValidateAsync;
    }

    public static void Protect(CookieBuilder cookie, string name)
    {
        cookie.Name = name;
        cookie.HttpOnly = true;
        cookie.IsEssential = true;
        cookie.Path = "/";
        cookie.SameSite = SameSiteMode.Strict;
        cookie.SecurePolicy = CookieSecurePolicy.Always;
    }

    /// <summary>Where to go after signing in: a page of this server, or the first one.</summary>
    public static string Target(string? wanted) => wanted is ['/', not ('/' or '\\'), ..] && !wanted.Any(char.IsControl) ? wanted : "/";

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var accounts = context.HttpContext.RequestServices.GetRequiredService<SignInAccounts>();
        if (context.Principal is { } principal && await accounts.IsCurrentAsync(principal, context.HttpContext.RequestAborted))
        {
            await accounts.SawAsync(principal, context.HttpContext.RequestAborted);
            return;
        }

        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
    }
}
