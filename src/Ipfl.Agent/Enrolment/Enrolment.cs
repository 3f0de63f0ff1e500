using System.Security.Cryptography;
using Ipfl.Protocol.Signing;

namespace Ipfl.Agent;

/// <summary>Where an agent is enrolled.</summary>
/// <param name="Server">The server's address.</param>
/// <param name="TlsKey">Its certificate's key (<see cref="Protocol.Signing.TlsKey"/>); empty where certificates are checked in the usual way.</param>
/// <param name="Market">The market.</param>
/// <param name="Participant">The participant's name.</param>
/// <param name="Number">Its place among the market's participants, from 0.</param>
/// <param name="ServerKey">The public key that signs receipts, DER SubjectPublicKeyInfo.</param>
public sealed record Enrolment(string Server, string TlsKey, string Market, string Participant, int Number, byte[] ServerKey)
{
    /// <summary>The most samples that a report may state, as the operator attests; 0 where it attests nothing.</summary>
    public long MaxSamples { get; init; }

    /// <summary>What the folder says.</summary>
    /// <exception cref="FileNotFoundException">The agent is not enrolled there.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static Enrolment Read(AgentFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return StateJson.Find<Enrolment>(folder.Enrolment)
            ?? throw new FileNotFoundException($"{folder.Path}: no agent is enrolled here; 'ipfl agent enrol --token TOKEN' does that with a token of the market's operator", folder.Enrolment);
    }

    /// <summary>The server's key, to check receipts with; the caller's.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public ECDsa OpenServerKey()
    {
        try
        {
            return KeyId.Read(ServerKey);
        }
        catch (CryptographicException error)
        {
            throw new InvalidDataException($"the server's key of {Market} is damaged ({error.Message.ReplaceLineEndings(" ").TrimEnd('.')}); enrol anew", error);
        }
    }
}
