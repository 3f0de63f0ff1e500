using System.Globalization;
using System.Security.Cryptography;

namespace Ipfl.Service.Dashboard.SignIn;

/// <summary>
/// What is kept of a secret: <c>pbkdf2-sha256$iterations$salt$digest</c>, salt and digest in Base64. It says how it was made, so that later
/// ones can be made otherwise.
/// </summary>
internal static class SecretHash
{
    private const string Scheme = "pbkdf2-sha256";
    private const int Iterations = 600_000;
    private const int SaltBytes = 16;
    private const int DigestBytes = 32;

    /// <summary>Hashes a secret with a new salt.</summary>
    public static string Of(string secret)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return string.Create(CultureInfo.InvariantCulture, $"{Scheme}${Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(Digest(secret, salt, Iterations))}");
    }

    /// <summary>Whether a secret is the one that was hashed. Takes as long whether it is or not.</summary>
    /// <exception cref="InvalidDataException">The text is no such hash.</exception>
    public static bool Matches(string hash, string secret)
    {
        if (hash.Split('$') is not [Scheme, var count, var salt, var digest] || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations) || iterations < 1)
            throw new InvalidDataException($"an account's secret is not kept as {Scheme}$iterations$salt$digest; renew it");
        return CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(digest), Digest(secret, Convert.FromBase64String(salt), iterations));
    }

    private static byte[] Digest(string secret, byte[] salt, int iterations) => Rfc2898DeriveBytes.Pbkdf2(secret, salt, iterations, HashAlgorithmName.SHA256, DigestBytes);
}
