using CsCheck;

namespace Ipfl.Protocol.Tests;

public sealed class SafetensorsFuzzTests
{
    private const string Header =
        """{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"n":{"dtype":"I64","shape":[2],"data_offsets":[24,40]},"e":{"dtype":"BF16","shape":[0],"data_offsets":[40,40]}}""";

    private static readonly byte[] Valid = SafetensorsBytes.Of(Header, 40);
    private static readonly string[] Numbers = ["0", "-1", "1", "24", "40", "41", "1e9", "9223372036854775807", "18446744073709551616", "4294967296,4294967296", "null", "[]", "\"x\""];

    [Fact]
    public void Flipped_bytes_are_read_consistently_or_refused() => Gen.Select(Gen.Int[0, Valid.Length - 1], Gen.Byte).Array[1, 6].Sample(
        flips =>
        {
            var bytes = (byte[])Valid.Clone();
            foreach (var (place, value) in flips) bytes[place] = value;
            AssertConsistentOrRefused(bytes);
        },
        iter: 20_000);

    [Fact]
    public void Every_truncation_and_every_extension_is_refused()
    {
        for (var length = 0; length < Valid.Length; length++) Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(Valid.AsMemory(0, length)));
        for (var more = 1; more < 100; more++) Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read((byte[])[.. Valid, .. new byte[more]]));
    }

    [Fact]
    public void Other_numbers_in_the_header_are_read_consistently_or_refused()
    {
        var places = Enumerable.Range(0, Header.Length).Where(i => char.IsDigit(Header[i])).ToArray();
        Gen.Select(Gen.OneOf(places), Gen.OneOf(Numbers)).Sample(
            change => AssertConsistentOrRefused(SafetensorsBytes.Of(Header[..change.Item1] + change.Item2 + Header[(change.Item1 + 1)..], 40)),
            iter: 5_000);
    }

    [Fact]
    public void Cut_and_spliced_headers_are_read_consistently_or_refused() => Gen.Select(Gen.Int[0, Header.Length], Gen.Int[0, Header.Length], Gen.Int[0, 60]).Sample(
        (a, b, data) => AssertConsistentOrRefused(SafetensorsBytes.Of(Header[..a] + Header[b..], data)),
        iter: 20_000);

    [Fact]
    public void Random_bytes_behind_a_plausible_length_are_refused() => Gen.Byte.Array[0, 200].Sample(
        noise => AssertConsistentOrRefused(SafetensorsBytes.Of([(byte)'{', .. noise], 8)),
        iter: 10_000);

    [Theory]
    [InlineData("""{"w":{"dtype":"F64","shape":[1000000000],"data_offsets":[0,8000000000]}}""", null)]
    [InlineData("{}", 99_999_999UL)]
    public void Sizes_claimed_by_a_small_file_are_not_allocated(string header, ulong? stated)
    {
        var bytes = SafetensorsBytes.Of(header, 16, stated);
        Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(bytes));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(bytes));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    private static void AssertConsistentOrRefused(byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using var file = SafetensorsFile.Read(bytes);
            Assert.Equal(bytes.Length - 8 - BitConverter.ToInt64(bytes), file.Entries.Sum(e => e.ByteLength));
            foreach (var entry in file.Entries)
            {
                Assert.Equal(entry.Shape.Aggregate((long)entry.Dtype.Width(), (size, side) => size * side), entry.ByteLength);
                file.ReadBytes(entry, 0, new byte[entry.ByteLength]);
            }
        }
        catch (InvalidDataException refusal)
        {
            Assert.DoesNotContain('\n', refusal.Message);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500_000);
    }
}
