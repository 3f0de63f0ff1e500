using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ipfl.Protocol.Signing;

/// <summary>A one-time invitation to a market, with what it takes to find the server and to know it again.</summary>
/// <param name="Server">The server's address, such as <c>https://market.example:7300</c>.</param>
/// <param name="TlsKey">Its certificate's key (<see cref="Signing.TlsKey"/>); empty where certificates are checked in the usual way.</param>
/// <param name="Market">The market.</param>
/// <param name="Name">The name that the invited will have.</param>
/// <param name="Secret">What makes it count.</param>
public sealed record EnrolmentToken(string Server, string TlsKey, string Market, string Name, string Secret)
{
    /// <summary>The <see cref="Role"/> of an auditor.</summary>
    public const string Auditor = "auditor";

    private static readonly JsonSerializerOptions Names = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>What the invited will be: <see cref="Auditor"/>; null, and left out of the text, is a participant.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Role { get; init; }

    /// <summary>Reads a token; null where the text is none.</summary>
    public static EnrolmentToken? TryParse(string? text)
    {
        try
        {
            var token = text is null ? null : JsonSerializer.Deserialize<EnrolmentToken>(Base64Url.DecodeFromChars(text.Trim()), Names);
            return token is not null && Uri.TryCreate(token.Server, UriKind.Absolute, out _) ? token : null;
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The token as text: base64url of JSON.</summary>
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this, Names)));
}
