using CsCheck;

namespace Ipfl.Protocol.Tests;

public sealed class SafetensorsRoundTripTests
{
    private static readonly Gen<string> Names = Gen.Char[' ', '\u2fff'].Array[0, 12].Select(chars => new string(chars));

    private static readonly Gen<(SafetensorsDtype Dtype, long[] Shape, byte[] Bytes)> Tensors =
        from dtype in Gen.Enum<SafetensorsDtype>()
        from shape in Gen.Long[0, 5].Array[0, 4]
        let size = (int)shape.Aggregate((long)dtype.Width(), (product, side) => product * side)
        from bytes in Gen.Byte.Array[size]
        select (dtype, shape, bytes);

    [Fact]
    public void What_was_written_is_read() => Gen.Select(Gen.Dictionary(Names, Tensors)[0, 8], Gen.Dictionary(Names, Names)[0, 3]).Sample((tensors, metadata) =>
    {
        tensors.Remove("__metadata__");
        var bytes = SafetensorsBytes.Write(writer =>
        {
            foreach (var (key, value) in metadata) writer.AddMetadata(key, value);
            foreach (var (name, (dtype, shape, content)) in tensors) writer.Add(name, dtype, shape, content);
        });
        Assert.Equal(0, BitConverter.ToInt64(bytes) % 8);
        using var stream = new MemoryStream([1, 2, 3, .. bytes]) { Position = 3 };
        foreach (var file in new[] { SafetensorsFile.Read(bytes), SafetensorsFile.Read(stream) })
        {
            Assert.Equal(metadata, file.Metadata);
            Assert.Equal(tensors.Keys.Order(StringComparer.Ordinal), file.Names.Order(StringComparer.Ordinal));
            foreach (var (name, (dtype, shape, content)) in tensors)
            {
                Assert.Equal((dtype, content.Length), (file[name].Dtype, file[name].ByteLength));
                Assert.Equal(shape, file[name].Shape);
                var read = new byte[content.Length];
                file.ReadBytes(file[name], 0, read);
                Assert.Equal(content, read);
            }
        }
    });

    [Fact]
    public void Typed_numbers_come_back_bit_for_bit() => Gen.Select(Gen.Float.Array[0, 9000], Gen.Double.Array[0, 9000], Gen.Long.Array[0, 99]).Sample((singles, doubles, longs) =>
    {
        using var file = SafetensorsFile.Read(SafetensorsBytes.Write(writer =>
        {
            writer.Add("f", [singles.Length], singles);
            writer.Add("d", [doubles.Length], doubles);
            writer.Add("n", [longs.Length], longs);
        }));
        Assert.Equal(singles, file.ReadSingles("f"));
        Assert.Equal(singles.Select(x => (double)x), file.ReadDoubles("f"));
        Assert.Equal(doubles, file.ReadDoubles("d"));
        Assert.Equal(longs, file.ReadInt64s("n"));
        var target = new double[doubles.Length];
        file.Read<double>("d", target);
        Assert.Equal(doubles, target);
    });

    [Fact]
    public void Equal_calls_give_equal_bytes()
    {
        static void Fill(SafetensorsWriter writer)
        {
            writer.AddMetadata("z", "1");
            writer.AddMetadata("a", "2");
            writer.Add("z", [2], new[] { 1.0, 2.0 });
            writer.Add("a", [1], new[] { 1f });
        }

        Assert.Equal(SafetensorsBytes.Write(Fill), SafetensorsBytes.Write(Fill));
        Assert.Equal(["z", "a"], SafetensorsFile.Read(SafetensorsBytes.Write(Fill)).Names);
    }
}
