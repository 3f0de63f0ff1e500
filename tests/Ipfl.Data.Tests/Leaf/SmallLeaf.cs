using System.Globalization;
using System.Text;

namespace Ipfl.Data.Tests;

/// <summary>Made-up LEAF files whose every value follows from user and sample.</summary>
internal static class SmallLeaf
{
    public const string Alphabet = "\n !\"&'(),-.0123456789:;>?ABCDEFGHIJKLMNOPQRSTUVWXYZ[]abcdefghijklmnopqrstuvwxyz}";

    /// <summary>A FEMNIST file; the user's number is the one in its name, such as 3 in <c>w3</c>.</summary>
    public static string Femnist(params (string Name, int Samples)[] users) => File(users, (user, sample) => (
        $"[{string.Join(", ", Pixels(user, sample).Select(pixel => (pixel / 255.0).ToString("R", CultureInfo.InvariantCulture)))}]",
        Label(user, sample, 62).ToString(CultureInfo.InvariantCulture)));

    public static string Shakespeare(params (string Name, int Samples)[] users) => File(users, (user, sample) => (
        Quoted(Text(user, sample)), Quoted($"{Alphabet[Label(user, sample, 80)]}")));

    public static byte[] Pixels(int user, int sample) =>
        [.. Enumerable.Range(0, 784).Select(i => (byte)(user * 31 + sample * 7 + i))];

    public static string Text(int user, int sample) =>
        string.Concat(Enumerable.Range(0, 80).Select(i => Alphabet[(user * 31 + sample * 7 + i) % 80]));

    public static int Label(int user, int sample, int classes) => (user * 5 + sample) % classes;

    /// <summary>Users w0, w1, … with so many samples each.</summary>
    public static (string Name, int Samples)[] Users(params int[] samples) => [.. samples.Select((count, i) => ($"w{i}", count))];

    public static string Write(this TemporaryFolder folder, string name, string json) => folder.Write(name, Encoding.UTF8.GetBytes(json));

    public static string ReplaceFirst(this string text, string good, string bad)
    {
        var at = text.IndexOf(good, StringComparison.Ordinal);
        return string.Concat(text.AsSpan(0, at), bad, text.AsSpan(at + good.Length));
    }

    private static string File((string Name, int Samples)[] users, Func<int, int, (string X, string Y)> sample)
    {
        var data = users.Select(user =>
        {
            var number = int.Parse(user.Name.AsSpan(1), CultureInfo.InvariantCulture);
            var samples = Enumerable.Range(0, user.Samples).Select(i => sample(number, i)).ToArray();
            return $"\"{user.Name}\": {{\"x\": [{string.Join(", ", samples.Select(s => s.X))}], \"y\": [{string.Join(", ", samples.Select(s => s.Y))}]}}";
        });
        return $"{{\"users\": [{string.Join(", ", users.Select(user => $"\"{user.Name}\""))}], "
            + $"\"num_samples\": [{string.Join(", ", users.Select(user => user.Samples))}], \"user_data\": {{{string.Join(", ", data)}}}}}";
    }

    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
