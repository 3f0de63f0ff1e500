using System.Text.Json;

namespace Ipfl.Data;

/// <summary>The first pass over a LEAF file: how many samples each user has, which the file says twice and must say alike.</summary>
internal sealed class LeafSizes : ILeafVisitor
{
    private readonly Dictionary<string, (int Inputs, int Labels)> _found = new(StringComparer.Ordinal);
    private List<string>? _users;
    private List<int>? _counts;

    /// <summary>The users of one file in its order.</summary>
    /// <exception cref="InvalidDataException">A part is missing, or the numbers disagree.</exception>
    public static IReadOnlyList<UserSize> Of(LeafFile file)
    {
        var sizes = new LeafSizes();
        file.Walk(sizes);
        return sizes.Checked(file);
    }

    /// <inheritdoc/>
    public void Head(LeafFile file, string key, ref JsonTokens tokens)
    {
        if (key == "users") _users = ReadUsers(file, ref tokens);
        else if (key == "num_samples") _counts = ReadCounts(file, ref tokens);
        else tokens.Skip();
    }

    /// <inheritdoc/>
    public void Samples(LeafFile file, string user, bool inputs, ref JsonTokens tokens)
    {
        var count = 0;
        for (tokens.Read(); tokens.Type != JsonTokenType.EndArray; tokens.Read())
        {
            tokens.Skip();
            count++;
        }

        var (x, y) = _found.GetValueOrDefault(user, (-1, -1));
        if ((inputs ? x : y) >= 0) throw file.Fault($"user \"{user}\"", $"has two lists {(inputs ? "x" : "y")}; allowed is one");
        _found[user] = inputs ? (count, y) : (x, count);
    }

    private static List<string> ReadUsers(LeafFile file, ref JsonTokens tokens)
    {
        CheckList(file, "users", ref tokens);
        var users = new List<string>();
        for (tokens.Read(); tokens.Type != JsonTokenType.EndArray; tokens.Read())
        {
            if (tokens.Type != JsonTokenType.String || tokens.Text() is not { } user)
                throw file.Fault($"users[{users.Count}]", $"is {tokens.Describe()}; allowed are names");
            users.Add(user);
        }

        return users;
    }

    private static List<int> ReadCounts(LeafFile file, ref JsonTokens tokens)
    {
        CheckList(file, "num_samples", ref tokens);
        var counts = new List<int>();
        for (tokens.Read(); tokens.Type != JsonTokenType.EndArray; tokens.Read())
        {
            if (!tokens.TryWhole(out var count) || count < 0)
                throw file.Fault($"num_samples[{counts.Count}]", $"is {tokens.Describe()}; allowed are whole numbers from 0");
            counts.Add(count);
        }

        return counts;
    }

    private static void CheckList(LeafFile file, string key, ref JsonTokens tokens)
    {
        if (tokens.Type != JsonTokenType.StartArray) throw file.Fault(key, $"is {tokens.Describe()}; allowed is a list");
    }

    private UserSize[] Checked(LeafFile file)
    {
        var users = _users ?? throw Missing(file, "users");
        var counts = _counts ?? throw Missing(file, "num_samples");
        if (_found.Count == 0 && users.Count > 0) throw Missing(file, "user_data");
        if (users.Count != counts.Count)
            throw file.Fault("num_samples", $"has {counts.Count} numbers for {users.Count} users; allowed is one for each");
        if (_found.Keys.Except(users, StringComparer.Ordinal).FirstOrDefault() is { } stranger)
            throw file.Fault($"user \"{stranger}\"", "is in user_data but not among the users");
        return [.. users.Zip(counts, (user, count) => Checked(file, user, count))];
    }

    private UserSize Checked(LeafFile file, string user, int count)
    {
        if (!_found.TryGetValue(user, out var found)) throw file.Fault($"user \"{user}\"", "is among the users but not in user_data");
        var (inputs, labels) = found;
        if (inputs < 0 || labels < 0) throw file.Fault($"user \"{user}\"", $"lacks {(inputs < 0 ? "x" : "y")}; needed are the lists x and y");
        if (inputs != labels) throw file.Fault($"user \"{user}\"", $"has {inputs} inputs (x) but {labels} labels (y); allowed are equally many");
        if (inputs != count) throw file.Fault($"user \"{user}\"", $"has {inputs} samples, but num_samples says {count}");
        return new(user, count);
    }

    private static InvalidDataException Missing(LeafFile file, string key) =>
        file.Fault(key, "is missing; a LEAF file has users, num_samples and user_data");
}
