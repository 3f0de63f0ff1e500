using Tomlyn;
using Tomlyn.Model;
using Tomlyn.Parsing;

namespace Ipfl;

/// <summary>Reads TOML and says in one line where it is none.</summary>
internal static class TomlText
{
    /// <summary>The tables and values of a text.</summary>
    /// <exception cref="InvalidDataException">It is no valid TOML; the message has line and column.</exception>
    public static TomlTable Parse(string text, string source)
    {
        try
        {
            // The serializer lets the last of two equal keys win; the validation of the strict parser refuses them.
            SyntaxParser.ParseStrict(text, source);
            return TomlSerializer.Deserialize<TomlTable>(text) ?? [];
        }
        catch (TomlException error)
        {
            var message = error.Message.ReplaceLineEndings(" ").Split(" : error : ")[^1].Trim();
            throw new InvalidDataException($"{source}: not valid TOML at line {error.Line}, column {error.Column}: {message}", error);
        }
    }
}
