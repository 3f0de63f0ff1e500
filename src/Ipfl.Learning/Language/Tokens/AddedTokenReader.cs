using System.Text.Json;
using Ipfl.Protocol;

namespace Ipfl.Learning;

/// <summary>Reads one added token as <c>tokenizer.json</c> and <c>tokenizer_config.json</c> write it.</summary>
internal static class AddedTokenReader
{
    /// <exception cref="InvalidDataException">It is no such token, or takes white space or word limits with it, which is not supported.</exception>
    public static AddedToken Read(CheckpointJson file, JsonElement value, int? id = null)
    {
        var text = file.Text(file.Need(value, "content", "an added token"), "an added token's content");
        foreach (var flag in new[] { "lstrip", "rstrip", "single_word" })
            if (file.FindFlag(value, flag) == true) throw file.Fault($"added token {ForeignText.Quote(text)} has {flag}, which is not supported");

        id ??= file.Whole(file.Need(value, "id", $"added token {ForeignText.Quote(text)}"), "an added token's id");
        return new AddedToken(text, id.Value, file.FindFlag(value, "special") ?? false);
    }
}
