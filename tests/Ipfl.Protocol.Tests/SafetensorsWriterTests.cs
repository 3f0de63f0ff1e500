using System.Text;

namespace Ipfl.Protocol.Tests;

public sealed class SafetensorsWriterTests
{
    // Bytes as the format's page describes them: the length, the header padded to 8, float 1.0 and int64 −2 little-endian.
    private const string ExpectedHeader = """{"__metadata__":{"made":"é"},"w":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"n":{"dtype":"I64","shape":[],"data_offsets":[4,12]}}""";

    [Fact]
    public void Bytes_are_those_of_the_format()
    {
        var bytes = SafetensorsBytes.Write(writer =>
        {
            writer.AddMetadata("made", "é");
            writer.Add("w", [1, 1], new[] { 1f });
            writer.Add("n", [], new[] { -2L });
        });
        var header = Encoding.UTF8.GetBytes(ExpectedHeader).ToList();
        while (header.Count % 8 != 0) header.Add((byte)' ');
        byte[] expected = [(byte)header.Count, 0, 0, 0, 0, 0, 0, 0, .. header, 0, 0, 0x80, 0x3f, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        Assert.Equal(expected, bytes);
    }

    [Fact]
    public void A_tensor_may_be_produced_while_the_file_is_written()
    {
        var bytes = SafetensorsBytes.Write(w => w.Add("w", SafetensorsDtype.U8, [3], stream =>
        {
            stream.WriteByte(1);
            stream.Write([2, 3]);
        }));
        Assert.Equal([1L, 2, 3], SafetensorsFile.Read(bytes).ReadInt64s("w"));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void A_producer_of_another_number_of_bytes_is_an_error(int written) => Assert.Throws<InvalidOperationException>(() =>
        SafetensorsBytes.Write(w => w.Add("w", SafetensorsDtype.U8, [3], stream => stream.Write(new byte[written]))));

    [Fact]
    public void Impossible_tensors_are_refused()
    {
        var writer = new SafetensorsWriter();
        writer.Add("w", [1], new[] { 1f });
        Assert.Throws<ArgumentException>(() => writer.Add("w", [1], new[] { 1f }));
        Assert.Throws<ArgumentException>(() => writer.Add("__metadata__", [1], new[] { 1f }));
        Assert.Throws<ArgumentException>(() => writer.Add("v", [2], new[] { 1f }));
        Assert.Throws<ArgumentException>(() => writer.Add("v", [-1, -1], new[] { 1f }));
        Assert.Throws<ArgumentException>(() => writer.Add("v", SafetensorsDtype.F64, [1L << 62], _ => { }));
    }

    [Fact]
    public void A_failed_write_leaves_the_former_file()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("ipfl").FullName, "w.safetensors");
        Save(path, stream => stream.Write([7]));
        Assert.Throws<InvalidOperationException>(() => Save(path, _ => { }));
        using var file = SafetensorsFile.Open(path);
        Assert.Equal([7L], file.ReadInt64s("w"));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    private static void Save(string path, Action<Stream> write)
    {
        var writer = new SafetensorsWriter();
        writer.Add("w", SafetensorsDtype.U8, [1], write);
        writer.WriteFile(path);
    }
}
