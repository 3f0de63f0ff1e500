using System.Security.Cryptography;
using System.Text;

namespace Ipfl.Service.Markets;

/// <summary>
/// What is kept of a secret that this server drew and nobody could guess: its SHA-256. Secrets that people sign in with are kept otherwise
/// (<see cref="Dashboard.SignIn.SecretHash"/>).
/// </summary>
internal static class SecretDigest
{
    /// <summary>In lower-case hexadecimal.</summary>
    public static string Of(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
