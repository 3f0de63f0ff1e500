using Ipfl.Data;

namespace Ipfl.Simulation.Tests;

/// <summary>A federation that runs in a fraction of a second: 300 made-up images of 16 × 16 in three classes that differ in their stripes.</summary>
internal static class SmallFederation
{
    public static ImageDataSet Data { get; } = new(
        "stripes", Images(300, seed: 1), Images(90, seed: 2), new PixelNormalisation([0.5f], [0.5f]), ["rows", "columns", "diagonals"], Embedded: false);

    /// <summary>Four participants, four rounds of five steps, unless the values say otherwise.</summary>
    public static ExperimentConfig Config(params (string Path, object Value)[] values)
    {
        (string, object)[] small = [("participants", 4L), ("rounds", 4L), ("steps", 5L), ("batch_size", 8L), ("threads", 2L)];
        if (!values.Any(value => value.Path == "partition.kind")) small = [.. small, ("partition.beta", 1.0)];
        return ExperimentConfig.Resolve([.. small.Concat(values).Select(v => new ConfigValue(v.Item1, v.Item2, "test"))]);
    }

    public static Experiment Prepare(params (string Path, object Value)[] values) => Experiment.Prepare(Config(values), Data);

    /// <summary>Runs into <paramref name="folder"/> from the start.</summary>
    public static RunSummary Start(RunFolder folder, params (string Path, object Value)[] values) =>
        ExperimentRun.Start(Prepare(values), folder, new Watcher(), new SteppingClock(), CancellationToken.None);

    /// <summary>Goes on in <paramref name="folder"/> as the command does.</summary>
    public static RunSummary Resume(RunFolder folder) =>
        ExperimentRun.Resume(Experiment.Reopen(folder, Data), folder, new Watcher(), new SteppingClock(7), CancellationToken.None);

    private static ImageSet Images(int count, long seed)
    {
        var shape = new ImageShape(1, 16, 16);
        var random = new RandomStream(seed, RandomPurpose.Partition);
        var pixels = new byte[count * shape.Size];
        random.NextBytes(pixels);
        var labels = new byte[count];
        for (var image = 0; image < count; image++)
        {
            labels[image] = (byte)random.NextInt(3);
            for (var p = 0; p < shape.Size; p++)
            {
                var (row, column) = (p / shape.Width, p % shape.Width);
                var stripe = labels[image] switch { 0 => row, 1 => column, _ => row + column };
                pixels[(image * shape.Size) + p] = (byte)((pixels[(image * shape.Size) + p] / 2) + (stripe % 4 < 2 ? 100 : 0));
            }
        }

        return new ImageSet(shape, 3, pixels, labels);
    }
}
