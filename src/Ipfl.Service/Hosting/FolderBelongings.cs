namespace Ipfl.Service.Hosting;

/// <summary>What lies in a folder only where a server has run: without its counterpart it tells of something that was lost, not of a new server.</summary>
internal static class FolderBelongings
{
    /// <summary>Refuses to take a folder for a new server's where something says that it is an old one's.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="what">What its database is.</param>
    /// <exception cref="InvalidDataException">Keys, models or changes of a database are there.</exception>
    public static void RequireNone(ServiceFolder folder, string what)
    {
        string[] kept = [folder.ServerKey, folder.OperatorKey, $"{folder.Database}-wal"];
        if ((Array.Find(kept, file => File.Exists(file) && FileSize.Of(file) > 0) ?? Model(folder)) is { } found)
            throw new InvalidDataException($"{folder.Database}: {what}, but {found} is there, so that the folder is no new server's; put the database back from a copy, or name an empty folder with --data");
    }

    /// <summary>Refuses to make a certificate with another key where the server has had one that agents know it by.</summary>
    /// <exception cref="InvalidDataException">The certificate's copy for others is there, the certificate is not.</exception>
    public static void RequireCertificate(ServiceFolder folder)
    {
        if (File.Exists(folder.PublicCertificate) && !File.Exists(folder.Certificate))
            throw new InvalidDataException($"{folder.Certificate}: is missing, the certificate that agents know the server by; put it back from a copy, or remove {folder.PublicCertificate} too for another one, with which all enrol anew");
    }

    /// <summary>A file of a market; null where there is none.</summary>
    public static string? Model(ServiceFolder folder) =>
        Directory.Exists(folder.Models) ? Directory.EnumerateFiles(folder.Models, "*", SearchOption.AllDirectories).FirstOrDefault() : null;
}
