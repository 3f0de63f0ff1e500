namespace Ipfl.Protocol.Tests;

public sealed class SafetensorsReadingTests
{
    [Theory]
    [InlineData(SafetensorsDtype.F16, new byte[] { 0x00, 0x3c, 0x01, 0x00, 0x00, 0xfc }, new[] { 1.0, 5.9604644775390625e-8, double.NegativeInfinity })]
    [InlineData(SafetensorsDtype.BF16, new byte[] { 0x80, 0x3f, 0x49, 0xc0, 0x80, 0x7f }, new[] { 1.0, -3.140625, double.PositiveInfinity })]
    public void Half_precision_is_widened_exactly(SafetensorsDtype dtype, byte[] bytes, double[] expected)
    {
        using var file = SafetensorsFile.Read(SafetensorsBytes.Write(w => w.Add("x", dtype, [3], bytes)));
        Assert.Equal(expected, file.ReadDoubles("x"));
        Assert.Equal(expected.Select(x => (float)x), file.ReadSingles("x"));
    }

    [Theory]
    [InlineData(SafetensorsDtype.I8, new byte[] { 0xff }, -1)]
    [InlineData(SafetensorsDtype.U8, new byte[] { 0xff }, 255)]
    [InlineData(SafetensorsDtype.I16, new byte[] { 0xfe, 0xff }, -2)]
    [InlineData(SafetensorsDtype.U16, new byte[] { 0xfe, 0xff }, 65534)]
    [InlineData(SafetensorsDtype.I32, new byte[] { 0, 0, 0, 0x80 }, int.MinValue)]
    [InlineData(SafetensorsDtype.U32, new byte[] { 0, 0, 0, 0x80 }, 2147483648)]
    public void Integers_are_widened_exactly(SafetensorsDtype dtype, byte[] bytes, long expected) =>
        Assert.Equal([expected], SafetensorsFile.Read(SafetensorsBytes.Write(w => w.Add("x", dtype, [1], bytes))).ReadInt64s("x"));

    [Theory]
    [InlineData("F8_E4M3", 3, "8-bit floats")]
    [InlineData("F8_E5M2", 3, "8-bit floats")]
    [InlineData("F8_E8M0", 3, "8-bit floats")]
    [InlineData("F8_E4M3FNUZ", 3, "8-bit floats")]
    [InlineData("F8_E5M2FNUZ", 3, "8-bit floats")]
    [InlineData("F6_E2M3", 3, "6-bit floats")]
    [InlineData("F6_E3M2", 3, "6-bit floats")]
    [InlineData("F4", 2, "4-bit floats")]
    [InlineData("C64", 24, "complex numbers")]
    public void Numbers_that_the_format_knows_and_nothing_here_computes_with_are_passed_over_or_named(string dtype, int bytes, string words)
    {
        var header = $"{{\"q\":{{\"dtype\":\"{dtype}\",\"shape\":[3],\"data_offsets\":[0,{bytes}]}},\"x\":{{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[{bytes},{bytes + 2}]}}}}";
        using var file = SafetensorsFile.Read(SafetensorsBytes.Of(header, bytes + 2), "m.safetensors");
        Assert.Equal([bytes, bytes + 1], file.ReadInt64s("x"));
        Assert.Equal(3, file["q"].Shape.Single());
        Refused(() => file.ReadSingles("q"), $"m.safetensors: tensor 'q' has dtype {dtype} ({words}, with which nothing here computes); F32, F16 or BF16 is required here");
        var wrong = header.Replace("[3]", "[9]", StringComparison.Ordinal);
        Assert.Contains($"{dtype} of shape [9] takes", Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(SafetensorsBytes.Of(wrong, bytes + 2))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_number_format_is_refused_in_one_line()
    {
        using var file = SafetensorsFile.Read(SafetensorsBytes.Write(w =>
        {
            w.Add("d", [1], new[] { 1.0 });
            w.Add("n", [1], new[] { 1L });
            w.Add("u", SafetensorsDtype.U64, [1], new byte[8]);
        }), "m.safetensors");
        Refused(() => file.ReadSingles("d"), "m.safetensors: tensor 'd' has dtype F64; F32, F16 or BF16 is required here");
        Refused(() => file.ReadDoubles("n"), "m.safetensors: tensor 'n' has dtype I64; F64, F32, F16 or BF16 is required here");
        Refused(() => file.ReadInt64s("u"), "m.safetensors: tensor 'u' has dtype U64; I64, I32, I16, I8, U8, U16 or U32 is required here");
        Refused(() => file.Read<float>("d", new float[1]), "m.safetensors: tensor 'd' has dtype F64; F32 is required here");
        Refused(() => file.ReadSingles("x"), "m.safetensors: no tensor 'x'; the file has d, n, u");
        Assert.False(file.Contains("x"));
    }

    [Fact]
    public void Misuse_by_the_caller_is_an_argument_error()
    {
        using var file = SafetensorsFile.Read(SafetensorsBytes.Write(w => w.Add("d", [2], new[] { 1.0, 2.0 })));
        Assert.Throws<ArgumentException>(() => file.Read<double>("d", new double[1]));
        Assert.Throws<ArgumentException>(() => file.Read<decimal>("d", new decimal[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadBytes(file["d"], 9, new byte[8]));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadBytes(file["d"], -1, new byte[1]));
        using var oneWay = new System.IO.Compression.DeflateStream(new MemoryStream(), System.IO.Compression.CompressionMode.Decompress);
        Assert.Throws<ArgumentException>(() => SafetensorsFile.Read(oneWay));
    }

    [Fact]
    public void A_file_that_shrinks_while_open_is_noticed()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("ipfl").FullName, "w.safetensors");
        var bytes = SafetensorsBytes.Write(w => w.Add("d", [2], new[] { 1.0, 2.0 }));
        File.WriteAllBytes(path, bytes);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        using var file = SafetensorsFile.Read(stream, path);
        stream.SetLength(bytes.Length - 1);
        Refused(() => file.ReadDoubles("d"), $"{path}: the file ended within tensor 'd'; it was cut while in use");
    }

    private static void Refused(Action read, string message) => Assert.Equal(message, Assert.Throws<InvalidDataException>(read).Message);
}
