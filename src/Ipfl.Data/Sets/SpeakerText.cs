using System.Text;

namespace Ipfl.Data;

/// <summary>
/// The plain text of plays, such as Tiny Shakespeare. A speech starts at a line <c>NAME:</c> that follows a blank line or opens the file; a
/// speaker's lines, over all its speeches, are joined by newlines. A sample starts every <see cref="Stride"/> characters: 80 characters and
/// the next one.
/// </summary>
internal sealed class SpeakerText : IUserSource
{
    /// <summary>
    /// Characters from the start of one sample to the start of the next. Every single position (LEAF's own choice) would show each
    /// character in 80 nearly equal samples.
    /// </summary>
    internal const int Stride = 10;

    private readonly string _path;
    private readonly Dictionary<string, StringBuilder> _texts = new(StringComparer.Ordinal);

    /// <summary>Reads the text.</summary>
    /// <exception cref="InvalidDataException">It does not begin with a speaker.</exception>
    public SpeakerText(string path)
    {
        _path = path;
        var names = new List<string>();
        var (afterBlank, speech) = (true, default(StringBuilder));
        foreach (var line in File.ReadLines(path))
        {
            var opens = afterBlank && line is [_, .., ':'];
            afterBlank = line.Length == 0;
            if (afterBlank) continue;
            if (opens) speech = SpeechOf(line[..^1], names);
            else if (speech is null) throw new InvalidDataException($"{path}: the first line is no speaker; allowed is a name with a colon, as in KING HENRY:");
            else (speech.Length == 0 ? speech : speech.Append('\n')).Append(line);
        }

        Users = [.. names.Select(name => new UserSize(name, CountSamples(_texts[name].Length)))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<UserSize> Users { get; }

    /// <summary>The text of one speaker.</summary>
    internal string TextOf(string speaker) => _texts[speaker].ToString();

    /// <inheritdoc/>
    public void Read(IReadOnlyDictionary<string, UserRoom> rooms)
    {
        foreach (var (speaker, room) in rooms)
        {
            var symbols = Encode(speaker);
            for (var sample = 0; sample < room.Labels.Length; sample++)
            {
                var window = symbols.AsSpan(sample * Stride, ShakespeareFormat.Length + 1);
                window[..^1].CopyTo(room.Inputs.Span[(sample * ShakespeareFormat.Length)..]);
                room.Labels.Span[sample] = window[^1];
            }
        }
    }

    private byte[] Encode(string speaker)
    {
        // Tiny Shakespeare has a single $, which is none of the 80 symbols; LEAF's own text has none.
        var text = TextOf(speaker).Replace('$', ' ');
        var symbols = new byte[text.Length];
        if (LeafAlphabet.TryEncode(text, symbols) is not (>= 0 and var bad)) return symbols;
        throw new InvalidDataException(
            $"{_path}: user \"{speaker}\", sample {Math.Max(0, bad - ShakespeareFormat.Length + Stride - 1) / Stride} "
            + $"has {LeafAlphabet.Describe(text[bad])} at character {bad} of the speaker's text; allowed are {LeafAlphabet.Allowed}");
    }

    private StringBuilder SpeechOf(string speaker, List<string> names)
    {
        if (_texts.TryGetValue(speaker, out var text)) return text;
        names.Add(speaker);
        return _texts[speaker] = new StringBuilder();
    }

    private static int CountSamples(int characters) =>
        characters > ShakespeareFormat.Length ? (characters - ShakespeareFormat.Length - 1) / Stride + 1 : 0;
}
