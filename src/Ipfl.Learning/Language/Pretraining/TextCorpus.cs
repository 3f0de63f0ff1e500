using Ipfl.Data;

namespace Ipfl.Learning;

/// <summary>Texts to train a base model on: plain text files, and instruction records in the form of Alpaca's template.</summary>
public static class TextCorpus
{
    private static readonly string[] Plain = [".txt", ".md"];

    /// <summary>
    /// Reads files, and of folders and the folders in them those that hold text or records, in ordinal order of their names; test records there
    /// (<see cref="InstructionFile.IsTest"/>) are left out, so that nobody is judged on what the base model has seen.
    /// </summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="withAnswers">Whether records give their answers as well, or their prompts alone.</param>
    /// <returns>One text per plain file and per record.</returns>
    /// <exception cref="FileNotFoundException">There is no such file or folder.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or of a kind that is not read, or a folder holds none.</exception>
    public static IReadOnlyList<string> Read(IReadOnlyList<string> paths, bool withAnswers)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return [.. paths.SelectMany(Files).SelectMany(file => Texts(file, withAnswers))];
    }

    /// <summary>The texts as one row of tokens, each between the tokenizer's begin and end.</summary>
    public static int[] Tokens(IEnumerable<string> texts, TextTokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(tokenizer);
        var tokens = new List<int>();
        foreach (var text in texts)
        {
            if (tokenizer.BeginId is { } begin) tokens.Add(begin);
            tokens.AddRange(tokenizer.Encode(text));
            if (tokenizer.EndIds is [var end, ..]) tokens.Add(end);
        }

        return [.. tokens];
    }

    private static string[] Files(string path)
    {
        if (File.Exists(path)) return [path];
        if (!Directory.Exists(path)) throw new FileNotFoundException($"{Path.GetFullPath(path)}: no such file or folder", path);
        string[] found = [.. FolderListing.Folders(path).Prepend(path).SelectMany(FolderListing.Files).Where(IsRead).Order(StringComparer.Ordinal)];
        return found.Length > 0 ? found : throw new InvalidDataException($"{Path.GetFullPath(path)}: holds no file that ends in {Allowed}");
    }

    private static IEnumerable<string> Texts(string file, bool withAnswers)
    {
        var kind = Path.GetExtension(file);
        if (Plain.Contains(kind)) return [File.ReadAllText(file)];
        if (!InstructionFile.Extensions.Contains(kind)) throw new InvalidDataException($"{Path.GetFullPath(file)}: cannot be read as text; allowed are files that end in {Allowed}");
        var template = PromptTemplate.Alpaca;
        return InstructionFile.Read(file).Select(record => template.Prompt(record) + (withAnswers ? template.Answer(record) : ""));
    }

    private static string Allowed => string.Join(", ", Plain.Concat(InstructionFile.Extensions));

    private static bool IsRead(string file) =>
        (Plain.Contains(Path.GetExtension(file)) || InstructionFile.Extensions.Contains(Path.GetExtension(file)))
        && !InstructionFile.IsTest(file);
}
