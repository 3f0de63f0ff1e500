using System.Security.Cryptography;
using Ipfl.Protocol.Ledger;
using Ipfl.Protocol.V1;

namespace Ipfl.Agent;

/// <summary>
/// The receipts that an agent kept, for whoever holds them against a ledger. It takes the server's public key and the rounds' folders alone: a
/// copy without the private key and the models does.
/// </summary>
public static class ReceiptArchive
{
    /// <summary>Reads the receipts of all rounds and checks their signatures.</summary>
    /// <returns>In the order of rounds; at least one, here or among those that were forgotten.</returns>
    /// <exception cref="FileNotFoundException">There is no key, or no receipt.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or the key did not sign a receipt.</exception>
    public static IReadOnlyList<Receipt> Read(AgentFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var receipts = Read(folder, Rounds(folder));
        return receipts.Length > 0 || ReadForgotten(folder).Count > 0 ? receipts : throw new FileNotFoundException($"{folder.Rounds}: no receipts; a round leaves one when it is over", folder.Rounds);
    }

    /// <summary>Reads, likewise, the receipts of rounds that a server which was put back to an older copy has forgotten.</summary>
    /// <inheritdoc cref="Read(AgentFolder)"/>
    public static IReadOnlyList<Receipt> ReadForgotten(AgentFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Read(folder, Rounds(folder).SelectMany(path => Directory.GetDirectories(path, "forgotten-*").Order(StringComparer.Ordinal)));
    }

    private static IEnumerable<string> Rounds(AgentFolder folder) => Directory.Exists(folder.Rounds) ? Directory.GetDirectories(folder.Rounds).Order(StringComparer.Ordinal) : [];

    private static Receipt[] Read(AgentFolder folder, IEnumerable<string> places)
    {
        if (!File.Exists(folder.ServerKey)) throw new FileNotFoundException($"{folder.ServerKey}: not found; name the state folder of an agent, which holds the server's key and the receipts", folder.ServerKey);
        using var key = Key(folder.ServerKey);
        return [.. places.Select(path => new RoundFiles(path)).Where(files => File.Exists(files.Receipt)).Select(files => Open(files, key))];
    }

    private static Receipt Open(RoundFiles files, ECDsa key)
    {
        if (!File.Exists(files.Signature)) throw new FileNotFoundException($"{files.Signature}: not found; it holds the server's signature of {Path.GetFileName(files.Receipt)}", files.Signature);
        try
        {
            return ReceiptCheck.Open(ReceiptFile.Signed(files), key);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{files.Receipt}: {error.Message}", error);
        }
    }

    private static ECDsa Key(string file)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(file));
            return key;
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new InvalidDataException($"{file}: holds no public key in PEM", error);
        }
    }
}
