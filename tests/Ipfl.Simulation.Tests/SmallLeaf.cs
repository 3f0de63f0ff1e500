using System.Globalization;
using System.Text.Json;

namespace Ipfl.Simulation.Tests;

/// <summary>Made-up LEAF files: user i has i + 3 samples, so the last users have most.</summary>
internal static class SmallLeaf
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz ";

    public static void WriteFemnist(TemporaryFolder folder, int users) => Write(folder, users, (user, sample) => (
        Enumerable.Range(0, 784).Select(i => (user * 31 + sample * 7 + i) % 256 / 255.0).ToArray(), (user + sample) % 62));

    public static void WriteShakespeare(TemporaryFolder folder, int users) => Write(folder, users, (user, sample) => (
        string.Concat(Enumerable.Range(0, 80).Select(i => Letters[(user + sample + i) % 27])), $"{Letters[(user + sample + 80) % 27]}"));

    private static void Write<TX, TY>(TemporaryFolder folder, int users, Func<int, int, (TX X, TY Y)> sample)
    {
        string[] names = [.. Enumerable.Range(0, users).Select(user => user.ToString(CultureInfo.InvariantCulture))];
        var content = new
        {
            users = names,
            num_samples = names.Select((_, user) => user + 3),
            user_data = names.Select((name, user) =>
            {
                var samples = Enumerable.Range(0, user + 3).Select(i => sample(user, i)).ToArray();
                return (name, Data: new { x = samples.Select(s => s.X), y = samples.Select(s => s.Y) });
            }).ToDictionary(pair => pair.name, pair => pair.Data),
        };
        folder.Write("all_data.json", JsonSerializer.Serialize(content));
    }
}
