using System.Text.Json;

namespace Ipfl.Protocol.Tests;

[Trait("Category", "Golden")]
public sealed class SafetensorsGoldenTests
{
    [Theory]
    [InlineData("aggregation.safetensors")]
    [InlineData("local_training.safetensors")]
    [InlineData("llama-tiny/model.safetensors")]
    [InlineData("llama-tiny/expected.safetensors")]
    public void Every_tensor_reads_as_the_bytes_that_its_header_names(string name)
    {
        var path = Ipfl.Tests.SharedFolder.Golden(name);
        var raw = File.ReadAllBytes(path);
        var headerLength = (int)BitConverter.ToInt64(raw);
        using var header = JsonDocument.Parse(raw.AsMemory(8, headerLength));
        using var file = SafetensorsFile.Open(path);
        Assert.Equal(header.RootElement.EnumerateObject().Count(p => p.Name != "__metadata__"), file.Entries.Count);
        foreach (var entry in file.Entries)
        {
            var start = 8 + headerLength + header.RootElement.GetProperty(entry.Name).GetProperty("data_offsets")[0].GetInt32();
            for (var i = 0; i < entry.Count; i++) AssertNumber(file, entry, i, raw.AsSpan(start));
        }
    }

    private readonly Dictionary<string, Array> _read = [];

    private void AssertNumber(SafetensorsFile file, SafetensorsEntry entry, int i, ReadOnlySpan<byte> raw)
    {
        if (!_read.TryGetValue(entry.Name, out var numbers))
            _read[entry.Name] = numbers = entry.Dtype == SafetensorsDtype.I64 ? file.ReadInt64s(entry.Name) : file.ReadDoubles(entry.Name);
        switch (entry.Dtype)
        {
            case SafetensorsDtype.I64: Assert.Equal(BitConverter.ToInt64(raw[(8 * i)..]), ((long[])numbers)[i]); break;
            case SafetensorsDtype.F64: Assert.Equal(BitConverter.ToDouble(raw[(8 * i)..]), ((double[])numbers)[i]); break;
            case SafetensorsDtype.F32: Assert.Equal(BitConverter.ToSingle(raw[(4 * i)..]), ((double[])numbers)[i]); break;
            default: Assert.Fail($"unexpected {entry.Dtype}"); break;
        }
    }
}
