using System.Security.Cryptography;
using Google.Protobuf;
using Ipfl.Protocol.Signing;
using Ipfl.Protocol.V1;

namespace Ipfl.Agent;

/// <summary>
/// Trades a token for a place in a market. The key is on disk before the token is used: repeated after a lost answer, it is the same
/// enrolment, and the server answers the same again.
/// </summary>
public static class Enroller
{
    private const string OtherRole = "--token: found an auditor's token; an agent needs one of a participant";

    /// <summary>Enrols, or finds that the token was used here before.</summary>
    /// <param name="config">Says where the state goes.</param>
    /// <param name="token">What the operator gave out.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidDataException">The token is none, or the folder belongs to another enrolment.</exception>
    /// <exception cref="IOException">The server cannot be reached or refuses.</exception>
    public static async Task<Enrolment> EnrolAsync(AgentConfig config, string token, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(token);
        var (folder, invitation) = (new AgentFolder(config.StateFolder), Parse(token));
        var key = Prepare(folder, invitation);
        using var connection = MarketConnection.Open(invitation.Server, invitation.TlsKey, key, CallPatience.Short(config.Network), time);
        return await EnrolAsync(folder, token, invitation, key, connection.Calls, cancellation);
    }

    internal static async Task<Enrolment> EnrolAsync(
        AgentFolder folder, string token, EnrolmentToken invitation, ECDsa key, MarketCalls calls, CancellationToken cancellation)
    {
        var request = new EnrolRequest { Token = token.Trim(), PublicKey = ByteString.CopyFrom(key.ExportSubjectPublicKeyInfo()) };
        var reply = await calls.Make((client, options) => client.EnrolAsync(request, options), cancellation);
        if (reply.Number < 0) throw new InvalidDataException(OtherRole);
        var enrolment = new Enrolment(invitation.Server, invitation.TlsKey, reply.Market, reply.Participant, reply.Number, reply.ServerKey.ToByteArray()) { MaxSamples = reply.MaxSamples };
        using (var server = enrolment.OpenServerKey()) AtomicFile.WriteAllText(folder.ServerKey, server.ExportSubjectPublicKeyInfoPem() + "\n");
        StateJson.Write(folder.Enrolment, enrolment);
        return enrolment;
    }

    /// <summary>Reads a token before anything is made or sent: one that is of no use here can still be used elsewhere.</summary>
    internal static EnrolmentToken Parse(string token)
    {
        if (EnrolmentToken.TryParse(token) is not { } parsed || new Uri(parsed.Server).Scheme is not ("https" or "http"))
            throw new InvalidDataException("--token: found a text that is no token; copy the whole line that 'ipfl market invite' printed for the operator");
        return parsed.Role is null ? parsed : throw new InvalidDataException(OtherRole);
    }

    /// <summary>The folder's key, once it is clear that the folder has no other enrolment.</summary>
    internal static ECDsa Prepare(AgentFolder folder, EnrolmentToken invitation)
    {
        folder.Create();
        if (StateJson.Find<Enrolment>(folder.Enrolment) is { } former && (former.Market != invitation.Market || former.Participant != invitation.Name))
            throw new InvalidDataException($"{folder.Path}: holds {former.Participant} of market {former.Market}; the token is {invitation.Name}'s of market {invitation.Market}: name another folder with state = \"…\"");
        return AgentKey.FindOrMake(folder);
    }
}
