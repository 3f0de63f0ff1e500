using Ipfl.Data;
using Ipfl.Protocol;

namespace Ipfl.Service.Tests.Serving;

/// <summary>Models of two tensors with numbers that a seed gives.</summary>
internal static class TestModel
{
    public static byte[] Bytes(int seed, int size = 40)
    {
        var numbers = Numbers(seed, size);
        return Bytes(("a", numbers[..8]), ("b", numbers[8..]));
    }

    public static float[] Numbers(int seed, int size = 40)
    {
        var random = new RandomStream(seed, RandomPurpose.InitialModel);
        var numbers = new float[size];
        for (var i = 0; i < size; i++) numbers[i] = (float)random.NextNormal();
        return numbers;
    }

    public static byte[] Bytes(params (string Name, float[] Numbers)[] tensors)
    {
        var writer = new SafetensorsWriter();
        foreach (var (name, numbers) in tensors) writer.Add(name, [numbers.Length], numbers);
        using var stream = new MemoryStream();
        writer.WriteTo(stream);
        return stream.ToArray();
    }

    public static float[] Read(byte[] bytes)
    {
        using var file = SafetensorsFile.Read(bytes);
        return [.. file.ReadSingles("a"), .. file.ReadSingles("b")];
    }
}
