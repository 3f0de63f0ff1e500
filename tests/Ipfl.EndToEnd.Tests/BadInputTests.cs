using System.IO.Compression;

namespace Ipfl.EndToEnd.Tests;

/// <summary>Bad input: exit code 2, one line that says what is wrong, nothing on the output, nothing changed on disk.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Participants = """{"id": "a", "samples": 1200, "sharingCost": 1.0, "gainScale": 500000.0}, {"id": "b", "samples": 300, "sharingCost": 0.5, "gainScale": 500000.0}""";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("not valid JSON at line 1", "{\"lambda\": 1.0, ")]
    [InlineData("not valid JSON at line 1", "")]
    [InlineData("not valid JSON", "{\"lambda\": NaN, \"participants\": [P], \"distances\": [[0, 0.3], [0.3, 0]]}")]
    [InlineData("distances[0][1]: found \"NaN\"", "{\"lambda\": 1, \"participants\": [P], \"distances\": [[0, \"NaN\"], [0.3, 0]]}")]
    [InlineData("participants[0].samples: found -1200", "{\"lambda\": 1, \"participants\": [P], \"distances\": [[0, 0.3], [0.3, 0]]}", "1200", "-1200")]
    [InlineData("participants[1].samples: found 0", "{\"lambda\": 1, \"participants\": [P], \"distances\": [[0, 0.3], [0.3, 0]]}", "300", "0")]
    [InlineData("participants[1].id: found \"a\" a second time", "{\"lambda\": 1, \"participants\": [P], \"distances\": [[0, 0.3], [0.3, 0]]}", "\"b\"", "\"a\"")]
    [InlineData("distances[1]", "{\"lambda\": 1, \"participants\": [P], \"distances\": [[0, 0.3]]}")]
    [InlineData("distances[0][2]", "{\"lambda\": 1, \"participants\": [P], \"distances\": [[0, 0.3, 0.1], [0.3, 0]]}")]
    [InlineData("distances[1][0]: found 2.0001", "{\"lambda\": 1, \"participants\": [P], \"distances\": [[0, 0.3], [2.0001, 0]]}")]
    public void A_market_file_that_is_none(string said, string json, string? change = null, string? into = null)
    {
        var text = json.Replace("P", change is null ? Participants : Participants.Replace(change, into), StringComparison.Ordinal);
        var file = _folder.Write("market.json", text);
        AssertRefused([file, said], "market", "solve", "--in", file, "--out", _folder.File("outcome.json"));
    }

    [Fact]
    public void A_file_that_is_not_there()
    {
        AssertRefused([_folder.File("none.json")], "market", "solve", "--in", _folder.File("none.json"));
        AssertRefused([_folder.File("none.toml")], "run", _folder.File("none.toml"));
        AssertRefused([_folder.File("none.safetensors")], "run", "--set", $"initial_model={_folder.File("none.safetensors")}", "--out", _folder.File("run"));
        AssertRefused(
            [_folder.File("none.json")], "run", "--set", "partition.kind=file", "--set", $"partition.file={_folder.File("none.json")}", "--out", _folder.File("run"));
        AssertRefused([_folder.File("none")], "run", "--task", "fashion-niid", "--data-dir", _folder.File("none"), "--out", _folder.File("run"));
    }

    [Fact]
    public void An_unknown_mechanism()
    {
        var file = _folder.Write("market.json", $"{{\"lambda\": 1, \"participants\": [{Participants}], \"distances\": [[0, 0.3], [0.3, 0]]}}");
        AssertRefused(["--mechanism", "'vgc'", "marginal, critical, vcg, clock, reference"], "market", "solve", "--in", file, "--mechanism", "vgc");
        AssertRefused(["--mechanism", "'vgc'", "marginal, critical, vcg, clock, reference"], "market", "audit", "--in", file, "--mechanism", "vgc", "--report", _folder.File("audit"));
        AssertRefused(["market.mechanism", "\"vgc\"", "marginal, critical, vcg, clock, reference"], "run", "--set", "market.mechanism=vgc", "--out", _folder.File("run"));
    }

    [Fact]
    public void A_GPU_that_is_not_here()
    {
        var config = _folder.Write("gpu.toml", "device = \"cuda:999\"\n");
        foreach (var command in new[] { new[] { "run" }, ["compare"], ["reproduce", "performance"], ["reproduce", "liars"] })
        {
            AssertRefused(["device: found cuda:999", "allowed here"], [.. command, "--device", "cuda:999", "--out", _folder.File("run")]);
            AssertRefused(["--device", "found \"gpu\"", "cpu, cuda or cuda:N"], [.. command, "--device", "gpu", "--out", _folder.File("run")]);
        }

        AssertRefused(["device: found cuda:999"], "run", config, "--out", _folder.File("run"));
    }

    [Fact]
    public void An_unknown_key()
    {
        var file = _folder.Write("c.toml", "[market]\nlamda = 2.0\n");
        AssertRefused([file, "unknown key market.lamda", "did you mean market.lambda?"], "run", file, "--out", _folder.File("run"));
        AssertRefused(["--set", "unknown key rouns", "did you mean rounds?"], "run", "--set", "rouns=2", "--out", _folder.File("run"));
        AssertRefused(["--set", "unknown key rouns", "did you mean rounds?"], "compare", "--set", "rouns=2", "--out", _folder.File("run"));
    }

    [Theory]
    [InlineData("rounds = 0\n", "rounds: found 0; allowed is")]
    [InlineData("[market]\nlambda = nan\n", "market.lambda: found NaN; allowed is")]
    [InlineData("rounds = 2\nrounds = 3\n", "at line 2, column 1")]
    [InlineData("rounds = \"two\n", "at line 1, column 14")]
    public void A_configuration_that_is_none(string toml, string said)
    {
        var file = _folder.Write("c.toml", toml);
        AssertRefused([file, said], "run", file, "--out", _folder.File("run"));
    }

    [Fact]
    public void An_audit_that_cannot_be_made()
    {
        var file = _folder.Write("market.json", $"{{\"lambda\": 1, \"participants\": [{Participants}], \"distances\": [[0, 0.3], [0.3, 0]]}}");
        AssertRefused([_folder.File("none.json")], "market", "audit", "--in", _folder.File("none.json"), "--report", _folder.File("audit"));
        AssertRefused(["--detection", "'0'"], "market", "audit", "--in", file, "--detection", "0", "--out", _folder.File("audit.json"));
        AssertRefused([$"{file}/audit"], "market", "audit", "--in", file, "--report", $"{file}/audit");
        AssertRefused(["--participant", "'c'", "a, b"], "market", "whatif", "--in", file, "--participant", "c", "--cost", "0..1");
        AssertRefused(["--cost", "'2..1'"], "market", "whatif", "--in", file, "--participant", "a", "--cost", "2..1", "--out", _folder.File("curve"));
        AssertRefused(["0 ranges"], "market", "whatif", "--in", file, "--participant", "a");
        AssertRefused(["2 ranges"], "market", "whatif", "--in", file, "--participant", "a", "--cost", "0..1", "--gain-scale", "0..1");
        AssertRefused(["--sizes", "'0'"], "market", "regret-curve", "--sizes", "0", "--out", _folder.File("curve"));
    }

    [Fact]
    public void A_misspelt_option()
    {
        AssertRefused(["'--sede'", "did you mean --seed?"], "run", "--sede", "3", "--out", _folder.File("run"));
        AssertRefused(["'--mechansim'", "did you mean --mechanism?"], "market", "solve", "--in", "x", "--mechansim", "vcg");
    }

    [Fact]
    public void An_output_folder_that_cannot_be_made()
    {
        var file = _folder.Write("file", "mine");
        AssertRefused([$"{file}/run"], "run", "--set", "rounds=1", "--set", "steps=1", "--out", $"{file}/run");
        AssertRefused([$"{file}/run"], "compare", "--set", "rounds=1", "--set", "steps=1", "--seeds", "0", "--out", $"{file}/run");
        AssertRefused(["/proc/ipfl-run"], "run", "--set", "rounds=1", "--set", "steps=1", "--out", "/proc/ipfl-run");
        var market = _folder.Write("market.json", $"{{\"lambda\": 1, \"participants\": [{Participants}], \"distances\": [[0, 0.3], [0.3, 0]]}}");
        AssertRefused([$"{file}/outcome.json"], "market", "solve", "--in", market, "--out", $"{file}/outcome.json");
        AssertRefused(["/proc/outcome.json"], "market", "solve", "--in", market, "--out", "/proc/outcome.json");
    }

    [Theory]
    [InlineData("train-images-idx3-ubyte", false)]
    [InlineData("t10k-labels-idx1-ubyte", false)]
    [InlineData("train-images-idx3-ubyte", true)]
    [InlineData("t10k-labels-idx1-ubyte", true)]
    public void A_data_file_cut_in_the_middle(string name, bool insideGzip)
    {
        foreach (var file in Directory.GetFiles(SharedFolder.Data("fashion-mnist"))) File.Copy(file, _folder.File(Path.GetFileName(file)));
        var (packed, plain) = (_folder.File($"{name}.gz"), _folder.File(name));
        var cut = insideGzip ? packed : plain;
        var bytes = insideGzip ? File.ReadAllBytes(packed) : Unpack(packed);
        File.Delete(packed);
        File.WriteAllBytes(cut, bytes[..(bytes.Length / 2)]);
        AssertRefused([cut, "ipfl data fetch fashion-mnist"], "run", "--task", "fashion-niid", "--data-dir", _folder.Path, "--out", _folder.File("run"));
    }

    [Fact]
    public void A_folder_to_resume_that_holds_no_run()
    {
        AssertRefused([_folder.Path, "holds no run"], "run", "--resume", _folder.Path);
        AssertRefused([_folder.File("none"), "holds no run"], "run", "--resume", _folder.File("none"));
    }

    [Fact]
    public void A_folder_for_results_that_holds_a_run()
    {
        string[] run = ["run", "--set", "rounds=1", "--set", "steps=1", "--set", "participants=2", "--out", _folder.File("run")];
        Assert.Equal(0, IpflProcess.Run(_folder, run).ExitCode);
        AssertRefused([_folder.File("run"), "holds a run already", "--resume"], run);
    }

    [Fact]
    public void Participants_that_do_not_divide_evenly()
    {
        AssertRefused(
            ["[partition] clusters is 3", "allowed for 7 participants are 1, 7"],
            "run", "--set", "participants=7", "--set", "partition.kind=cluster", "--out", _folder.File("run"));
        AssertRefused(
            ["participants is 7", "the set's 4 domains", "allowed are multiples of 4"],
            "run", "--task", "pacs", "--data-dir", SharedFolder.Data("pacs"), "--set", "participants=7", "--out", _folder.File("run"));
        AssertRefused(["\"domain\"", "has no domains"], "run", "--set", "partition.kind=domain", "--out", _folder.File("run"));
    }

    [Fact]
    public void An_image_that_is_none()
    {
        foreach (var domain in new[] { "art_painting", "cartoon", "photo", "sketch" })
            foreach (var name in new[] { "dog", "elephant", "giraffe", "guitar", "horse", "house", "person" })
                _folder.Write($"pacs/{domain}/{name}/1.jpg", "no image");
        AssertRefused(
            [_folder.File("pacs/art_painting/dog/1.jpg"), "is no readable JPEG or PNG image", "ipfl data fetch pacs"],
            "run", "--task", "pacs", "--data-dir", _folder.Path, "--out", _folder.File("run"));
    }

    private static byte[] Unpack(string path)
    {
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        gzip.CopyTo(bytes);
        return bytes.ToArray();
    }

    private void AssertRefused(string[] said, params string[] args)
    {
        var before = _folder.Content();
        var refused = IpflProcess.Run(_folder, args);
        Assert.True(refused.ExitCode == 2, $"exit code {refused.ExitCode}: {refused.Error}");
        Assert.Equal("", refused.Out);
        Assert.StartsWith("ipfl: ", refused.Error, StringComparison.Ordinal);
        Assert.Single(refused.Error.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain("   at ", refused.Error, StringComparison.Ordinal);
        foreach (var part in said) Assert.Contains(part, refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, _folder.Content());
    }
}
