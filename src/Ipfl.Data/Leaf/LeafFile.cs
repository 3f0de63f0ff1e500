using System.Text.Json;

namespace Ipfl.Data;

/// <summary>What somebody does with a LEAF file while it streams by.</summary>
internal interface ILeafVisitor
{
    /// <summary>A value beside the samples begins (<c>users</c>, <c>num_samples</c>, others); to be read or skipped.</summary>
    void Head(LeafFile file, string key, ref JsonTokens tokens);

    /// <summary>The list of a user's inputs (<c>x</c>) or labels (<c>y</c>) begins; to be read or skipped.</summary>
    void Samples(LeafFile file, string user, bool inputs, ref JsonTokens tokens);
}

/// <summary>
/// One file of the LEAF benchmark (Caldas et al., 2018): <c>users</c>, <c>num_samples</c> and <c>user_data[user].x/.y</c>, in any order. It
/// may have gigabytes, so it is never held whole.
/// </summary>
/// <param name="path">The full path.</param>
/// <param name="counter">Told of the bytes as they are read.</param>
internal sealed class LeafFile(string path, LoadingCounter counter)
{
    /// <summary>Reads the file from beginning to end.</summary>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public void Walk(ILeafVisitor visitor)
    {
        using var content = Utf8File.Open(path);
        var tokens = new JsonTokens(new WatchedStream(content, counter));
        try
        {
            WalkRoot(ref tokens, visitor);
        }
        catch (LongTokenException e)
        {
            throw new InvalidDataException($"{path} {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is no valid JSON, or cut short: {e.Message}", e);
        }
    }

    /// <summary>The error of a value: where it is in the file, what is wrong with it and what is allowed.</summary>
    public InvalidDataException Fault(string where, string what) => new($"{path}: {where} {what}");

    private void WalkRoot(ref JsonTokens tokens, ILeafVisitor visitor)
    {
        tokens.Read();
        if (tokens.Type != JsonTokenType.StartObject) throw Fault("the document", $"is {tokens.Describe()}; allowed is an object in LEAF's layout");
        while (NextName(ref tokens) is { } key)
        {
            if (key == "user_data") WalkUsers(ref tokens, visitor);
            else visitor.Head(this, key, ref tokens);
        }

        tokens.ReadEnd();
    }

    private void WalkUsers(ref JsonTokens tokens, ILeafVisitor visitor)
    {
        if (tokens.Type != JsonTokenType.StartObject)
            throw Fault("user_data", $"is {tokens.Describe()}; allowed is an object with a key for each user");
        while (NextName(ref tokens) is { } user)
        {
            if (tokens.Type != JsonTokenType.StartObject)
                throw Fault($"user \"{user}\"", $"is {tokens.Describe()}; allowed is an object with the lists x and y");
            while (NextName(ref tokens) is { } key)
            {
                if (key is not ("x" or "y")) tokens.Skip();
                else if (tokens.Type == JsonTokenType.StartArray) visitor.Samples(this, user, key == "x", ref tokens);
                else throw Fault($"user \"{user}\"", $"has {tokens.Describe()} for {key}; allowed is a list");
            }
        }
    }

    /// <summary>The next property's name, at the beginning of its value; null at the end of the object.</summary>
    private string? NextName(ref JsonTokens tokens)
    {
        tokens.Read();
        if (tokens.Type == JsonTokenType.EndObject) return null;
        var name = tokens.Text() ?? throw Fault("a key", tokens.TextFault());
        tokens.Read();
        return name;
    }
}
