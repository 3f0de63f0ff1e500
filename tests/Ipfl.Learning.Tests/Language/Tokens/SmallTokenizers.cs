using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;

namespace Ipfl.Learning.Tests.Language;

/// <summary>Small tokenizers of both kinds, to be opened as they are or broken first.</summary>
internal static class SmallTokenizers
{
    public const string Llama3Words =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>A trained tokenizer's <c>tokenizer.json</c> and <c>tokenizer_config.json</c>.</summary>
    public static TemporaryFolder Trained(int vocabulary = 300, params string[] texts)
    {
        var folder = new TemporaryFolder();
        BpeTraining.Train(texts is [] ? ["the cat and the dog and the hat", "them there, then"] : texts, vocabulary, folder.Path, TestContext.Current.CancellationToken);
        return folder;
    }

    /// <summary>Changes a trained tokenizer's file.</summary>
    public static TemporaryFolder Changed(Action<JsonNode> change, string file = "tokenizer.json")
    {
        var folder = Trained();
        var root = JsonNode.Parse(File.ReadAllText(folder.File(file)))!;
        change(root);
        folder.Write(file, root.ToJsonString());
        return folder;
    }

    /// <summary>SentencePiece's file: marks, bytes, then <paramref name="pieces"/>.</summary>
    public static byte[] SentencePiece(params (string Text, float Score)[] pieces)
    {
        using var stream = new MemoryStream();
        var output = new CodedOutputStream(stream);
        Piece(output, "<unk>", 0, 2);
        Piece(output, "<s>", 0, 3);
        Piece(output, "</s>", 0, 3);
        for (var value = 0; value < 256; value++) Piece(output, $"<0x{value:X2}>", 0, 6);
        foreach (var (text, score) in pieces) Piece(output, text, score, 1);
        Numbers(output, 2, (3, 2), (35, 1));
        Numbers(output, 3, (3, 1), (4, 0), (5, 1));
        output.Flush();
        return stream.ToArray();
    }

    public static void Piece(CodedOutputStream output, string text, float score, int type) => Nested(output, 1, piece =>
    {
        piece.WriteTag(1, WireFormat.WireType.LengthDelimited);
        piece.WriteString(text);
        piece.WriteTag(2, WireFormat.WireType.Fixed32);
        piece.WriteFloat(score);
        piece.WriteTag(3, WireFormat.WireType.Varint);
        piece.WriteEnum(type);
    });

    public static void Numbers(CodedOutputStream output, int field, params (int Field, int Value)[] numbers) => Nested(output, field, nested =>
    {
        foreach (var (number, value) in numbers)
        {
            nested.WriteTag(number, WireFormat.WireType.Varint);
            nested.WriteInt32(value);
        }
    });

    private static void Nested(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        var nested = new CodedOutputStream(stream);
        write(nested);
        nested.Flush();
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(stream.ToArray()));
    }

    /// <summary>Random text of what tokenizers stumble over.</summary>
    public static string RandomText(Random random)
    {
        string[] parts = ["the", " the", "The", "  ", "   ", "\n", "\r\n", "\t", "'s", "'LL", "12345", "é", "e\u0301", "北京", "😀", "👩‍👩‍👧", "𝐀𝐁", "𝟙", "\0", "</s>", "<s>", "▁", "aaaaa", "...", "ſ", "\u00a0", "\u2028", "🇩🇪", "x", "\uFFFD"];
        var text = new StringBuilder();
        for (var count = random.Next(20); count > 0; count--)
        {
            if (random.Next(3) > 0) text.Append(parts[random.Next(parts.Length)]);
            else text.Append(new Rune(random.Next(2) == 0 ? random.Next(0xD800) : random.Next(0xE000, 0x110000)).ToString());
        }

        return text.ToString();
    }
}
