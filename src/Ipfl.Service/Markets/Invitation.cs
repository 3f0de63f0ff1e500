using System.Security.Cryptography;
using Ipfl.Protocol.Signing;
using Ipfl.Protocol.V1;
using Ipfl.Service.Hosting;
using Ipfl.Service.Storage;

namespace Ipfl.Service.Markets;

/// <summary>A new invitation: its row, which has only the secret's digest, and the token, which nobody can read again.</summary>
/// <param name="Row">What is kept.</param>
/// <param name="Token">What is handed out.</param>
internal sealed record Invitation(InvitationRow Row, EnrolmentToken Token)
{
    /// <summary>Draws one.</summary>
    /// <exception cref="RefusedException">The server has no address that invitations could name.</exception>
    public static Invitation Draw(ServerIdentity identity, string market, string name, KeyRole role, DateTimeOffset expires)
    {
        var secret = RandomNumberGenerator.GetHexString(48, lowercase: true);
        var token = new EnrolmentToken(identity.InvitationAddress, identity.TlsKey, market, name, secret) { Role = role == KeyRole.Auditor ? EnrolmentToken.Auditor : null };
        return new(new() { Digest = SecretDigest.Of(secret), MarketId = market, Name = name, Role = role, ExpiresAt = expires }, token);
    }

    /// <summary>What the operator is told.</summary>
    public InviteReply Reply() => new() { Token = Token.ToString(), ExpiresUnixMs = Row.ExpiresAt.ToUnixTimeMilliseconds() };
}
