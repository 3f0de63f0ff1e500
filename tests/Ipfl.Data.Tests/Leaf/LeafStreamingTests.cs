using System.Globalization;

namespace Ipfl.Data.Tests;

/// <summary>Measures the whole process, so no other test runs beside it.</summary>
[CollectionDefinition(nameof(LeafStreamingTests), DisableParallelization = true)]
[Collection(nameof(LeafStreamingTests))]
public sealed class LeafStreamingTests : IDisposable
{
    private const int Users = 60;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Long")]
    public void A_file_of_hundreds_of_megabytes_never_lies_in_memory()
    {
        var path = _folder.File("all_data.json");
        WriteLarge(path, samplesEach: 1000);
        var size = new FileInfo(path).Length;
        Assert.InRange(size, 300_000_000, 900_000_000);

        var peak = 0L;
        using var stop = new CancellationTokenSource();
        var watch = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false));
                Thread.Yield();
            }
        });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        watch.Start();
        var set = DataSets.Find("femnist").Load(path, 1);
        stop.Cancel();
        watch.Join();

        // 21 of the 60 users stay, a byte per pixel: 16 MB.
        Assert.Equal((1000, 20_000), (set.Train.Count, set.Test.Count));
        Assert.InRange(peak - before, 21_000 * 784, size / 10);
    }

    private static void WriteLarge(string path, int samplesEach)
    {
        using var target = new StreamWriter(path);
        string Each(Func<int, string> user) => string.Join(", ", Enumerable.Range(0, Users).Select(user));
        target.Write($"{{\"users\": [{Each(i => $"\"w{i}\"")}], \"num_samples\": [{Each(_ => $"{samplesEach}")}], \"user_data\": {{");
        for (var user = 0; user < Users; user++)
        {
            var sample = $"[{string.Join(", ", SmallLeaf.Pixels(user, 0).Select(pixel => (pixel / 255.0).ToString("F8", CultureInfo.InvariantCulture)))}]";
            target.Write($"{(user > 0 ? ", " : "")}\"w{user}\": {{\"x\": [{sample}");
            for (var i = 1; i < samplesEach; i++)
            {
                target.Write(", ");
                target.Write(sample);
            }

            target.Write($"], \"y\": [{string.Join(", ", Enumerable.Repeat(user, samplesEach))}]}}");
        }

        target.Write("}}");
    }
}
