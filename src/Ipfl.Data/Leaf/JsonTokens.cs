using System.Globalization;
using System.Text.Json;

namespace Ipfl.Data;

/// <summary>A name, number or text that is too long to be held.</summary>
internal sealed class LongTokenException() : JsonException($"has a text of more than {JsonTokens.LongestToken} bytes; shorten it or leave it out");

/// <summary>
/// The tokens of a JSON document of any length, through a buffer that is refilled from a stream: only the token at hand is in memory.
/// </summary>
internal ref struct JsonTokens(Stream content)
{
    /// <summary>Far more bytes than a name, number or text of the formats read here has.</summary>
    internal const int LongestToken = 1 << 26;

    private byte[] _buffer = [];
    private int _filled;
    private bool _ended;
    private Utf8JsonReader _reader = new([], isFinalBlock: false, default);

    /// <summary>The tokens of a document that is in memory.</summary>
    public JsonTokens(ReadOnlySpan<byte> document)
        : this(Stream.Null)
    {
        _ended = true;
        _reader = new(document, isFinalBlock: true, default);
    }

    /// <summary>What the token at hand is.</summary>
    public readonly JsonTokenType Type => _reader.TokenType;

    /// <summary>Goes on to the next token.</summary>
    /// <exception cref="JsonException">The document is no valid JSON, or ends here.</exception>
    public void Read()
    {
        if (!TryRead()) throw new JsonException("it goes on after its end");
    }

    /// <summary>Makes sure that nothing follows.</summary>
    /// <exception cref="JsonException">Something does.</exception>
    public void ReadEnd()
    {
        if (TryRead()) throw new JsonException("something follows after its end");
    }

    /// <summary>The text of a string or of a property's name; null where it is no valid text.</summary>
    public readonly string? Text()
    {
        try
        {
            return _reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>What is wrong with a string or name that has no <see cref="Text"/>.</summary>
    public readonly string TextFault() => System.Text.Unicode.Utf8.IsValid(_reader.ValueSpan)
        ? $"holds {HalfCharacter()}, which is half a character: its other half is missing; write both or neither"
        : "is no valid UTF-8 text; save the file as UTF-8";

    /// <summary>Whether the token at hand is a number of double precision.</summary>
    public readonly bool TryNumber(out double value)
    {
        value = 0;
        return Type == JsonTokenType.Number && _reader.TryGetDouble(out value);
    }

    /// <summary>Whether the token at hand is a whole number of 32 bits.</summary>
    public readonly bool TryWhole(out int value)
    {
        value = 0;
        return Type == JsonTokenType.Number && _reader.TryGetInt32(out value);
    }

    /// <summary>Passes over the value that begins here, up to its last token.</summary>
    public void Skip()
    {
        if (Type is not (JsonTokenType.StartArray or JsonTokenType.StartObject)) return;
        var depth = _reader.CurrentDepth;
        do Read();
        while (_reader.CurrentDepth > depth);
    }

    /// <summary>The value that begins here, in the words of an error.</summary>
    public readonly string Describe() => Type switch
    {
        JsonTokenType.StartArray => "a list",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.String when Text() is { Length: <= 40 } text => $"\"{text.ReplaceLineEndings("\\n")}\"",
        JsonTokenType.String when Text() is null => $"a text that {TextFault()}",
        JsonTokenType.Number when _reader.ValueSpan.Length <= 40 => System.Text.Encoding.UTF8.GetString(_reader.ValueSpan),
        JsonTokenType.True or JsonTokenType.False => Type.ToString().ToLowerInvariant(),
        JsonTokenType.Null => "null",
        _ => "a long value",
    };

    /// <summary>The first escape of a surrogate that stands alone, as it is written.</summary>
    private readonly string HalfCharacter()
    {
        var text = System.Text.Encoding.UTF8.GetString(_reader.ValueSpan);
        for (var at = 0; (at = text.IndexOf('\\', at)) >= 0; at += 2)
        {
            if (Surrogate(text, at) is not { } first) continue;
            if (char.IsHighSurrogate(first) && Surrogate(text, at + 6) is { } second && char.IsLowSurrogate(second)) at += 10;
            else return text.Substring(at, 6);
        }

        return "an escape";
    }

    private static char? Surrogate(string text, int at) =>
        at + 6 <= text.Length && text[at] == '\\' && text[at + 1] == 'u'
        && ushort.TryParse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) && char.IsSurrogate((char)unit)
            ? (char)unit
            : null;

    private bool TryRead()
    {
        while (!_reader.Read())
        {
            if (_ended) return false;
            Refill();
        }

        return true;
    }

    private void Refill()
    {
        var rest = _buffer.AsSpan((int)_reader.BytesConsumed, _filled - (int)_reader.BytesConsumed);
        if (rest.Length >= LongestToken) throw new LongTokenException();
        var target = rest.Length < _buffer.Length ? _buffer : new byte[Math.Max(1 << 16, 2 * _buffer.Length)];
        rest.CopyTo(target);
        var read = content.Read(target, rest.Length, target.Length - rest.Length);
        (_buffer, _filled, _ended) = (target, rest.Length + read, read == 0);
        _reader = new(_buffer.AsSpan(0, _filled), _ended, _reader.CurrentState);
    }
}
