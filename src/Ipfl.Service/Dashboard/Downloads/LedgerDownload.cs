using System.Text;
using Ipfl.Protocol.Ledger;
using Ipfl.Service.Ledger;
using Ipfl.Service.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Dashboard.Downloads;

/// <summary>A market's whole ledger as the CSV file that <c>ipfl ledger export</c> writes and <c>ipfl ledger verify</c> reads.</summary>
internal static class LedgerDownload
{
    private const int BufferBytes = 1 << 16;

    public static string Url(string market) => $"/markets/{market}/ledger.csv";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/markets/{market}/ledger.csv", SendAsync).RequireAuthorization();

    private static async Task SendAsync(HttpContext context, string market, IDbContextFactory<ServiceDb> databases)
    {
        var cancellation = context.RequestAborted;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (!await db.Markets.AnyAsync(row => row.Id == market, cancellation))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await using var file = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, BufferBytes, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await Task.Run(() => WriteAsync(db, market, file, cancellation), cancellation);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.ContentLength = file.Length;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{market}-ledger.csv\"";
        context.Response.Headers.CacheControl = "no-store";
        file.Position = 0;
        await file.CopyToAsync(context.Response.Body, cancellation);
    }

    /// <summary>Through a file, so that no reader of the database waits for a client's network.</summary>
    private static async Task WriteAsync(ServiceDb db, string market, FileStream file, CancellationToken cancellation)
    {
        await using var snapshot = await ReadSnapshot.BeginAsync(db, cancellation);
        await using var writer = new StreamWriter(file, new UTF8Encoding(false), leaveOpen: true);
        LedgerCsv.Write(writer, db.ReadLedgerAsync(market, cancellation).ToBlockingEnumerable(cancellation));
    }
}
