using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Ipfl.Service.Dashboard.Assets;

/// <summary>
/// Styles and scripts out of the assembly. Their addresses hold their digests, so that browsers keep them for ever and yet never have old ones.
/// </summary>
internal static class DashboardAssets
{
    private const string Prefix = "assets/";

    private static readonly FrozenDictionary<string, Asset> ByName = typeof(DashboardAssets).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(Read).ToFrozenDictionary(asset => asset.Name, StringComparer.Ordinal);

    /// <summary>An asset's address.</summary>
    public static string Url(string name) => $"/{Prefix}{ByName[name].Digest}/{name}";

    /// <summary>Serves them to anybody: the sign-in page needs them too.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet($"/{Prefix}{{digest}}/{{name}}", SendAsync).AllowAnonymous();

    private static async Task SendAsync(HttpContext context, string digest, string name)
    {
        if (!ByName.TryGetValue(name, out var asset) || asset.Digest != digest)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var headers = context.Response.Headers;
        var isZipped = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (isZipped) headers.ContentEncoding = "gzip";
        headers.Vary = "Accept-Encoding";
        headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.ContentType = asset.Type;
        var bytes = isZipped ? asset.Zipped : asset.Plain;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static Asset Read(string resource)
    {
        using var stream = typeof(DashboardAssets).Assembly.GetManifestResourceStream(resource)!;
        using var plain = new MemoryStream();
        stream.CopyTo(plain);
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Optimal)) zip.Write(plain.ToArray());
        var type = Path.GetExtension(resource) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            _ => "image/svg+xml",
        };
        return new(resource[Prefix.Length..], type, plain.ToArray(), zipped.ToArray(), Convert.ToHexStringLower(SHA256.HashData(plain.ToArray()))[..16]);
    }

    private sealed record Asset(string Name, string Type, byte[] Plain, byte[] Zipped, string Digest);
}
