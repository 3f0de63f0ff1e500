using Google.Protobuf;
using Ipfl.Protocol.Ledger;
using Ipfl.Protocol.V1;

namespace Ipfl.Agent;

/// <summary>
/// A round's receipt beside the server's signature of its bytes. What is kept can be checked without this program:
/// <c>openssl dgst -sha256 -verify server-key.pem -signature receipt.sig receipt.bin</c>.
/// </summary>
public static class ReceiptFile
{
    /// <summary>Keeps a receipt, once it is clear that it is the server's and about this participant's round.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    internal static void Keep(RoundFiles files, SignedReceipt signed, Enrolment enrolment, RoundProgress progress)
    {
        Check(files.Receipt, signed, enrolment, progress);
        Directory.CreateDirectory(files.Path);
        AtomicFile.Write(files.Signature, stream => signed.Signature.WriteTo(stream));
        AtomicFile.Write(files.Receipt, stream => signed.Receipt.WriteTo(stream));
    }

    /// <summary>Checks what was kept again.</summary>
    /// <returns>The receipt; null where there is none.</returns>
    /// <exception cref="InvalidDataException">It was damaged, or is no receipt of this round.</exception>
    public static Receipt? Read(AgentFolder folder, Enrolment enrolment, RoundProgress progress)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(enrolment);
        ArgumentNullException.ThrowIfNull(progress);
        var files = folder.Round(progress.Round);
        return File.Exists(files.Receipt) && File.Exists(files.Signature) ? Check(files.Receipt, Signed(files), enrolment, progress) : null;
    }

    /// <summary>Receipt and signature as they lie there, unchecked.</summary>
    internal static SignedReceipt Signed(RoundFiles files) => new() { Receipt = Bytes(files.Receipt), Signature = Bytes(files.Signature) };

    private static Receipt Check(string path, SignedReceipt signed, Enrolment enrolment, RoundProgress progress)
    {
        var receipt = Open(path, signed, enrolment, progress);
        Agree(path, "market", receipt.Market, enrolment.Market);
        Agree(path, "participant", receipt.Participant, enrolment.Participant);
        Agree(path, "round", $"{receipt.Round}", $"{progress.Round}");
        Agree(path, "upload digest", receipt.UploadDigest, progress.UploadDigest ?? "");
        Agree(path, "centre digest", receipt.CentreDigest, progress.Result?.CentreDigest ?? "");
        if (progress.Decision is { } trial && receipt.Verdict != CentreVerdict.Unspecified)
            Agree(path, "verdict", $"{receipt.Verdict}", $"{(trial.IsUsed ? CentreVerdict.Used : CentreVerdict.Rejected)}");
        return receipt;
    }

    private static Receipt Open(string path, SignedReceipt signed, Enrolment enrolment, RoundProgress progress)
    {
        using var key = enrolment.OpenServerKey();
        try
        {
            return ReceiptCheck.Open(signed, key);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{path}: the signature is not the server's of market {enrolment.Market}, or what it signs is no receipt; ask the operator for the receipt of round {progress.Round}", error);
        }
    }

    private static ByteString Bytes(string path) => UnsafeByteOperations.UnsafeWrap(File.ReadAllBytes(path));

    private static void Agree(string path, string what, string found, string expected)
    {
        if (found != expected) throw new InvalidDataException($"{path}: {what}: found '{found}'; this agent knows '{expected}': ask the operator");
    }
}
