using System.Net;
using Ipfl.Learning;
using Ipfl.Protocol.Signing;
using Ipfl.Service.Calls;
using Ipfl.Service.Dashboard;
using Ipfl.Service.Markets;
using Ipfl.Service.Models;
using Ipfl.Service.Rounds;
using Ipfl.Service.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ipfl.Service.Hosting;

/// <summary>Puts a server together: storage, rounds, calls, health.</summary>
public static partial class MarketServer
{
    /// <summary>A server that is ready to start: folder, keys and database are there, up to date.</summary>
    /// <param name="options">How it is run.</param>
    /// <param name="aggregator">What compares and mixes models.</param>
    /// <param name="time">The clock; null is the system's.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidDataException">A file of the folder is damaged, or an option is no address, or names none of this machine.</exception>
    public static async Task<WebApplication> BuildAsync(ServeOptions options, IModelAggregator aggregator, TimeProvider? time = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        time ??= TimeProvider.System;
        var addresses = ServeAddresses.Of(options);
        var proxies = TrustedProxies.Read(options.Proxies);
        var local = await addresses.LocalAsync(cancellation);
        var held = FolderLock.Take(options.Folder);
        try
        {
            using (var logs = LoggerFactory.Create(logging => ConfigureLogging(logging, options)))
                await new DatabaseStart(options.Folder, time, logs.CreateLogger<DatabaseStart>()).PrepareAsync(cancellation);
            if (options is { Certificate: null, IsPlain: false }) FolderBelongings.RequireCertificate(options.Folder);
            return await RegisteredAsync(Compose(options, held, addresses, local, proxies, aggregator, time), options, time, cancellation);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private static async Task<WebApplication> RegisteredAsync(WebApplication app, ServeOptions options, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            await RegisterKeysAsync(app.Services, options, time, cancellation);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static WebApplication Compose(ServeOptions options, FolderLock held, ServeAddresses addresses, IPAddress[] local, IReadOnlyList<IPNetwork> proxies, IModelAggregator aggregator, TimeProvider time)
    {
        var identity = ServerIdentity.Of(options.Folder, options, time);
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = typeof(MarketServer).Assembly.GetName().Name });
        builder.WebHost.UseKestrel([.. local.Select(ip => new IPEndPoint(ip, addresses.Listen.Port))], identity);
        ConfigureLogging(builder.Logging, options);
        AddServices(builder.Services, held, options, identity, aggregator, time);
        builder.Services.AddDashboard(options.Folder);
        builder.Services.AddTelemetry(options);
        var app = builder.Build();

        // What the container has given out once, it lets go of in the end.
        app.Services.GetRequiredService<FolderLock>();
        if (held.Remark is { } remark) Remarked(app.Logger, remark);
        app.UseTrustedProxies(proxies);
        app.UseNotFoundPage();
        app.UseRouting();
        app.UseMiddleware<SignedCallMiddleware>();
        app.MapGrpcService<ParticipantCalls>();
        app.MapGrpcService<OperatorCalls>();
        app.MapGrpcService<AuditorCalls>();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
        app.MapHealthChecks("/health/ready");
        app.MapDashboard();
        return app;
    }

    private static void ConfigureLogging(ILoggingBuilder logging, ServeOptions options) => logging
        .SetMinimumLevel(options.Verbose ? LogLevel.Information : LogLevel.Warning)
        .AddFilter("Ipfl.Service", LogLevel.Information)
        .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Error)
        .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
        .AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"))
        .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

    private static void AddServices(IServiceCollection services, FolderLock held, ServeOptions options, ServerIdentity identity, IModelAggregator aggregator, TimeProvider time)
    {
        services.AddRoutingCore();
        services.AddSingleton(_ => held).AddSingleton(options).AddSingleton(options.Folder).AddSingleton(identity).AddSingleton(aggregator).AddSingleton(time);
        services.AddPooledDbContextFactory<ServiceDb>(database => database.UseServiceDatabase(options.Folder));
        services.AddSingleton<ModelStore>().AddSingleton<MarketSignals>().AddSingleton<ServiceMetrics>();
        services.AddSingleton<IProbeJudge>(new ProbeJudge(options.Threads ?? Environment.ProcessorCount)).AddSingleton<RoundEvidence>().AddSingleton<UnpaidCentres>();
        services.AddSingleton<RoundSettlement>().AddSingleton<RoundKeeper>().AddSingleton<RoundClock>().AddSingleton<Presence>();
        services.AddSingleton<Heartbeat>().AddHostedService(provider => provider.GetRequiredService<Heartbeat>());
        services.AddHostedService(provider => provider.GetRequiredService<RoundClock>()).AddHostedService(provider => provider.GetRequiredService<Presence>());
        services.AddSingleton<KeyRing>().AddSingleton<NonceLog>().AddSingleton<CallRates>();
        services.AddSingleton<KeyDesk>().AddSingleton<IMarketDesk, MarketDesk>().AddSingleton<MarketReading>().AddSingleton<Enrolment>().AddSingleton<ParticipantDesk>();
        services.AddSingleton<UploadDesk>().AddSingleton<ResultDesk>().AddSingleton<ReceiptDesk>();
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = CallBody.MostBytes;
            grpc.MaxSendMessageSize = null; // what is long is read in pages, and a market's state grows with its participants
            grpc.Interceptors.Add<RefusalInterceptor>();
        });
        services.AddHealthChecks().AddCheck<ServerHealth>("server");
    }

    private static async Task RegisterKeysAsync(IServiceProvider services, ServeOptions options, TimeProvider time, CancellationToken cancellation)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<ServiceDb>>().CreateDbContextAsync(cancellation);
        var own = services.GetRequiredService<ServerIdentity>().PublicKey;
        var ownId = KeyId.Of(own);
        if (!await db.ServerKeys.AnyAsync(cancellation)) db.ServerKeys.Add(new() { Id = ownId, PublicKey = own, CreatedAt = time.GetUtcNow() });
        else if (!await db.ServerKeys.AnyAsync(row => row.Id == ownId, cancellation))
            throw new InvalidDataException($"{options.Folder.ServerKey}: is another key than the database knows; put back the one that belongs to it, or the database that belongs to the key");
        await OperatorKeyFile.RegisterAsync(db, options, time.GetUtcNow(), cancellation);
        await db.SaveChangesAsync(cancellation);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Remark}")]
    private static partial void Remarked(ILogger log, string remark);
}
