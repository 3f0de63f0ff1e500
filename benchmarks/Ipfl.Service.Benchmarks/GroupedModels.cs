using Ipfl.Data;
using Ipfl.Protocol;

namespace Ipfl.Service.Benchmarks;

/// <summary>Models of random numbers: those of a group share a direction, so that they trade with one another.</summary>
internal sealed class GroupedModels(int numbers, int groups)
{
    private readonly float[] _initial = Normal(0, numbers);
    private readonly float[][] _directions = [.. Enumerable.Range(1, groups).Select(group => Normal(group, numbers))];

    private readonly float[] _noise = Normal(groups + 1, numbers);

    public byte[] Initial() => Write(_initial);

    public byte[] Of(int agent)
    {
        // Noise that is turned by some places is as good as new noise, and costs the measured machine less.
        var (own, direction, turn) = (new float[numbers], _directions[agent % groups], (int)(7919L * agent % numbers));
        for (var k = 0; k < numbers; k++) own[k] = _initial[k] + direction[k] + (_noise[(k + turn) % numbers] / 2);
        return Write(own);
    }

    private static float[] Normal(int seed, int numbers)
    {
        var random = new RandomStream(seed, RandomPurpose.InitialModel);
        var values = new float[numbers];
        for (var k = 0; k < numbers; k++) values[k] = (float)random.NextNormal();
        return values;
    }

    private static byte[] Write(float[] values)
    {
        var writer = new SafetensorsWriter();
        writer.Add("w", [values.Length], values);
        using var stream = new MemoryStream();
        writer.WriteTo(stream);
        return stream.ToArray();
    }
}
