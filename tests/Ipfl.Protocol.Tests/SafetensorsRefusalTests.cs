namespace Ipfl.Protocol.Tests;

public sealed class SafetensorsRefusalTests
{
    public static TheoryData<string, int, string> BrokenHeaders => new()
    {
        { """[]""", 0, "does not start with '{'" },
        { """ {}""", 0, "does not start with '{'" },
        { """{}""", 1, "1 data bytes follow" },
        { """{}x""", 0, "not valid JSON" },
        { """{"a":""", 0, "not valid JSON" },
        { """{"a":7}""", 0, "'a' is described by a number" },
        { """{"a":{"shape":[1],"data_offsets":[0,1]}}""", 1, "'a' has no dtype" },
        { """{"a":{"dtype":"U8","data_offsets":[0,1]}}""", 1, "'a' has no shape" },
        { """{"a":{"dtype":"U8","shape":[1]}}""", 1, "'a' has no data_offsets" },
        { """{"a":{"dtype":"F8","shape":[1],"data_offsets":[0,1]}}""", 1, "dtype 'F8'; allowed are F64, F32, F16" },
        { """{"a":{"dtype":"u8","shape":[1],"data_offsets":[0,1]}}""", 1, "dtype 'u8'" },
        { """{"a":{"dtype":8,"shape":[1],"data_offsets":[0,1]}}""", 1, "a number as dtype" },
        { """{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}""", 1, "shape with an element" },
        { """{"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}}""", 1, "shape with an element" },
        { """{"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,1]}}""", 1, "shape with an element" },
        { """{"a":{"dtype":"U8","shape":1,"data_offsets":[0,1]}}""", 1, "a number as shape" },
        { """{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,1]}}""", 1, "overflows" },
        { """{"a":{"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,1]}}""", 1, "overflows" },
        { """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}}""", 1, "has 1 data_offsets" },
        { """{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}""", 1, "run backwards" },
        { """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 1, "only 1 data bytes" },
        { """{"a":{"dtype":"U16","shape":[2],"data_offsets":[0,2]}}""", 2, "has 2 bytes, but U16 of shape [2] takes 4" },
        { """{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, "leaves a gap" },
        { """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 2, "end at data byte 1, but 2" },
        { """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3, "overlaps" },
        { """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, "'a' twice" },
        { """{"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, "dtype twice" },
        { """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"more":1}}""", 1, "property 'more'" },
        { """{"__metadata__":[]}""", 0, "__metadata__ is an array" },
        { """{"__metadata__":{"a":1}}""", 0, "__metadata__ has a number under 'a'" },
        { """{"__metadata__":{"a":"1","a":"2"}}""", 0, "__metadata__ names 'a' twice" },
        { """{"\ud800":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, "surrogate" },
    };

    [Theory]
    [MemberData(nameof(BrokenHeaders))]
    public void A_broken_header_is_refused_in_one_line_that_names_file_and_finding(string header, int dataLength, string finding)
    {
        var refusal = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(SafetensorsBytes.Of(header, dataLength), "model.safetensors"));
        Assert.StartsWith("model.safetensors: ", refusal.Message);
        Assert.Contains(finding, refusal.Message);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Theory]
    [InlineData(3UL, "only 2 follow")]
    [InlineData(100_000_001UL, "at most 100000000")]
    [InlineData(ulong.MaxValue, "at most 100000000")]
    public void A_stated_header_length_beyond_the_file_or_the_limit_is_refused(ulong stated, string finding) =>
        Refused(SafetensorsBytes.Of("{}", 0, stated), finding);

    [Fact]
    public void Too_few_bytes_for_a_length_are_refused() => Refused(new byte[7], "it has 7 bytes");

    [Fact]
    public void A_header_that_is_not_utf8_is_refused() => Refused(SafetensorsBytes.Of([(byte)'{', (byte)'"', 0xff, (byte)'"'], 0), "not UTF-8");

    [Fact]
    public void A_line_break_in_a_name_does_not_break_the_message() =>
        Refused(SafetensorsBytes.Of("""{"a\nb":{}}""", 0), "'a?b' has no dtype");

    [Fact]
    public void A_missing_file_is_named()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "absent.safetensors");
        Assert.Contains(path, Assert.Throws<FileNotFoundException>(() => SafetensorsFile.Open(path)).Message);
    }

    private static void Refused(byte[] bytes, string finding)
    {
        var message = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(bytes)).Message;
        Assert.Contains(finding, message);
        Assert.DoesNotContain('\n', message);
    }
}
