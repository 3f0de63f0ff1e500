using Ipfl.Protocol.Signing;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Hosting;

/// <summary>The key in the data folder with which the operator of this machine signs: whoever owns the folder is an operator.</summary>
internal static class OperatorKeyFile
{
    /// <summary>The name of its operator.</summary>
    public const string Name = "operator";

    /// <summary>Makes the file where there is none, or anew where that is asked for, and registers its key; the former one is revoked then.</summary>
    public static async Task RegisterAsync(ServiceDb db, ServeOptions options, DateTimeOffset now, CancellationToken cancellation)
    {
        var file = options.Folder.OperatorKey;
        if (options.RenewsOperatorKey)
        {
            File.Delete(file);
            foreach (var former in await db.Keys.Where(row => row.Role == KeyRole.Operator && row.Name == Name && row.RevokedAt == null).ToListAsync(cancellation)) former.RevokedAt = now;
        }

        using var key = PrivateKeyFile.FindOrMake(file);
        var id = KeyId.Of(key);
        if (await db.Keys.AnyAsync(row => row.Id == id, cancellation)) return;
        db.Keys.Add(new() { Id = id, PublicKey = key.ExportSubjectPublicKeyInfo(), Role = KeyRole.Operator, Name = Name, CreatedAt = now });
        db.AuditLog.Add(new() { Time = now, Actor = "server", Action = options.RenewsOperatorKey ? "operator-rotated" : "operator-added", Detail = $"{Name}, key {id}" });
    }
}
