using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Google.Protobuf;
using Ipfl.Protocol;

namespace Ipfl.Learning;

/// <summary>
/// Reads a <c>tokenizer.model</c>: SentencePiece's <c>ModelProto</c>. Supported is BPE with byte fallback and no normalisation, as Llama 2,
/// Mistral and their relatives have it.
/// </summary>
internal sealed class SentencePieceFile
{
    private const int LongestFile = 1 << 26;

    private const int Normal = 1, Unknown = 2, Control = 3, Byte = 6;

    private readonly TokenTable _table;
    private readonly List<(string Text, float Score, int Id)> _normal = [];
    private readonly List<AddedToken> _marks = [];
    private readonly int?[] _byteIds = new int?[256];
    private readonly Dictionary<int, int> _trainer = [], _normalizer = [];
    private string _normalizerName = "";

    private SentencePieceFile(string path) => _table = new TokenTable(path);

    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidDataException">It is no such model, or one that is not supported.</exception>
    public static TokenModel Read(string path)
    {
        var file = new SentencePieceFile(path);
        try
        {
            file.ReadModel(new CodedInputStream(CheckpointJson.ReadBounded(path, LongestFile)));
        }
        catch (InvalidProtocolBufferException broken)
        {
            throw file._table.Fault($"it is no SentencePiece model, or cut short: {ForeignText.OneLine(broken.Message)}");
        }

        return file.Model();
    }

    private void ReadModel(CodedInputStream input)
    {
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            // pieces = 1, trainer_spec = 2, normalizer_spec = 3
            if (tag == Delimited(1)) ReadPiece(input.ReadBytes().CreateCodedInput());
            else if (tag == Delimited(2)) ReadNumbers(input.ReadBytes().CreateCodedInput(), _trainer);
            else if (tag == Delimited(3)) ReadNumbers(input.ReadBytes().CreateCodedInput(), _normalizer);
            else input.SkipLastField();
        }
    }

    private void ReadPiece(CodedInputStream input)
    {
        var (text, score, type) = (ByteString.Empty, 0f, Normal);
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            if (tag == Delimited(1)) text = input.ReadBytes();
            else if (tag == WireFormat.MakeTag(2, WireFormat.WireType.Fixed32)) score = input.ReadFloat();
            else if (tag == Varint(3)) type = input.ReadEnum();
            else input.SkipLastField();
        }

        if (text.IsEmpty || !Utf8.IsValid(text.Span)) throw _table.Fault($"piece {_table.Count} is empty or no valid UTF-8");
        AddPiece(text.ToStringUtf8(), score, type, _table.Count);
    }

    private void AddPiece(string text, float score, int type, int id)
    {
        var meaning = Encoding.UTF8.GetBytes(type == Normal ? text.Replace(SentencePieceEncoder.Space, ' ') : text);
        if (type == Normal && !float.IsNaN(score)) _normal.Add((text, score, id));
        else if (type is Unknown or Control) _marks.Add(new AddedToken(text, id, Special: true));
        else if (type == Byte && text is ['<', '0', 'x', _, _, '>'] && byte.TryParse(text.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, null, out var value))
            (_byteIds[value], meaning) = (id, [value]);
        else throw _table.Fault($"piece {id}, {ForeignText.Quote(text)}, has type {type} and score {score}; supported are normal, unknown, control and byte pieces");
        _table.Add(text, id, meaning);
    }

    private void ReadNumbers(CodedInputStream input, Dictionary<int, int> numbers)
    {
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.Varint) numbers[WireFormat.GetTagFieldNumber(tag)] = input.ReadInt32();
            else if (numbers == _normalizer && tag == Delimited(1)) _normalizerName = input.ReadString();
            else input.SkipLastField();
        }
    }

    private TokenModel Model()
    {
        // The numbers are those of sentencepiece_model.proto, with the defaults it gives.
        Require(_trainer, 3, fallback: 1, required: 2, "its model_type is not BPE");
        Require(_trainer, 35, 0, 1, "it has no byte_fallback, so it cannot write every text");
        Require(_trainer, 24, 0, 0, "it treats white space as suffix, which is not supported");
        Require(_normalizer, 4, 1, 0, "it removes extra white space, which is not supported");
        Require(_normalizer, 5, 1, 1, "it does not escape white space, which is not supported");
        if (_normalizerName is not ("" or "identity")) throw _table.Fault($"its normalisation {ForeignText.Quote(_normalizerName)} is not supported; supported is 'identity'");
        int[] bytes = [.. _byteIds.Select((id, value) => id ?? throw _table.Fault($"it has no piece for byte {value}"))];
        var prefix = _normalizer.GetValueOrDefault(3, 1) != 0;
        return new TokenModel(_table, _marks, new SentencePieceEncoder(prefix, Ranks(), bytes))
        {
            AddsBegin = true,
            BeginId = Mark(41, 1, "bos_id"),
            EndId = Mark(42, 2, "eos_id"),
            PadId = Mark(43, -1, "pad_id"),
            DropsFirstSpace = prefix,
        };
    }

    private void Require(Dictionary<int, int> numbers, int field, int fallback, int required, string otherwise)
    {
        if (numbers.GetValueOrDefault(field, fallback) != required) throw _table.Fault(otherwise);
    }

    private int? Mark(int field, int fallback, string name) => _trainer.GetValueOrDefault(field, fallback) is >= 0 and var id
        ? id < _table.Count ? id : throw _table.Fault($"its {name} is {id}; its pieces end at {_table.Count - 1}")
        : null;

    /// <summary>Equal scores have equal ranks: there the leftmost merge goes first.</summary>
    private Dictionary<string, (int Id, int Rank)> Ranks()
    {
        var ranks = _normal.Select(piece => piece.Score).Distinct().OrderDescending().Select((score, rank) => (score, rank)).ToDictionary();
        return _normal.ToDictionary(piece => piece.Text, piece => (piece.Id, ranks[piece.Score]), StringComparer.Ordinal);
    }

    private static uint Delimited(int field) => WireFormat.MakeTag(field, WireFormat.WireType.LengthDelimited);

    private static uint Varint(int field) => WireFormat.MakeTag(field, WireFormat.WireType.Varint);
}
