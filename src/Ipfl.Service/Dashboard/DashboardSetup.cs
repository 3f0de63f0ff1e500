using Ipfl.Service.Dashboard.Assets;
using Ipfl.Service.Dashboard.Downloads;
using Ipfl.Service.Dashboard.Layout;
using Ipfl.Service.Dashboard.SignIn;
using Ipfl.Service.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace Ipfl.Service.Dashboard;

/// <summary>Puts the dashboard into a server.</summary>
public static class DashboardSetup
{
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Adds pages, sign-in and what they need. Cookie keys are kept in the server's folder, so that a restart signs nobody out.</summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services, ServiceFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        services.AddDataProtection().SetApplicationName("ipfl").PersistKeysToFileSystem(OwnersAlone(folder.CookieKeys));
        services.AddAntiforgery(options => SignInCookies.Protect(options.Cookie, "__Host-ipfl-form"));
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(SignInCookies.Configure);
        services.AddAuthorization();
        services.AddCascadingAuthenticationState();
        services.AddSingleton<SignInAccounts>().AddSingleton<SignInRates>();
        services.AddScoped<AuthenticationStateProvider, AccountRevalidation>().AddScoped<Deeds.DeedRunner>();
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices(mud => mud.SnackbarConfiguration.PositionClass = MudBlazor.Defaults.Classes.Position.BottomCenter);
        return services;
    }

    /// <summary>Shows a page where a browser asks for one that there is not. It stands before routing, which is asked once more.</summary>
    public static void UseNotFoundPage(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseStatusCodePagesWithReExecute("/not-found");
        app.Use((context, next) =>
        {
            if (!HttpMethods.IsGet(context.Request.Method) || !context.Request.Headers.Accept.Any(AsksForPage)) context.Features.Get<IStatusCodePagesFeature>()!.Enabled = false;
            return next(context);
        });
    }

    /// <summary>Maps pages and assets; nothing but the sign-in page is shown to strangers.</summary>
    public static WebApplication MapDashboard(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.Services.GetRequiredService<ServeOptions>().IsPlain) app.Use(IsSecureOutside);
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        DashboardAssets.Map(app);
        LedgerDownload.Map(app);
        app.MapPost("/sign-out", SignOutAsync).RequireAuthorization();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(mode => mode.ContentSecurityFrameAncestorsPolicy = null).RequireAuthorization().WithHeaders();
        return app;
    }

    /// <summary>Without TLS of its own the server stands behind a program that speaks it, and cookies are for that program's address.</summary>
    private static Task IsSecureOutside(HttpContext context, RequestDelegate next)
    {
        context.Request.Scheme = "https";
        return next(context);
    }

    private static bool AsksForPage(string? accepted) => accepted?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true;

    private static async Task<IResult> SignOutAsync(HttpContext context, IAntiforgery antiforgery, SignInAccounts accounts)
    {
        if (!await antiforgery.IsRequestValidAsync(context)) return Results.BadRequest();
        await accounts.SignOutAsync(context.User, context.RequestAborted);
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return Results.LocalRedirect(SignInCookies.Page);
    }

    private static void WithHeaders(this RazorComponentsEndpointConventionBuilder pages) => pages.Add(endpoint =>
    {
        var next = endpoint.RequestDelegate;
        endpoint.RequestDelegate = context =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = ContentPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            return next is null ? Task.CompletedTask : next(context);
        };
    });

    private static DirectoryInfo OwnersAlone(string folder) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(folder)
        : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}
