using System.Text;
using Ipfl.Protocol;

namespace Ipfl.Learning.Tests.Language;

/// <summary>Checkpoint folders as hubs, caches and other tools leave them.</summary>
public sealed class CheckpointFolderTests : TorchTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_snapshot_of_links_to_blobs_reached_over_a_link_is_the_checkpoint(int shards)
    {
        using var folder = new TemporaryFolder();
        var plain = Plain(folder, "plain", shards);
        foreach (var file in Directory.GetFiles(plain))
        {
            Directory.CreateDirectory(folder.File("cache/models/blobs"));
            Directory.CreateDirectory(folder.File("cache/models/snapshots/1"));
            var blob = Convert.ToHexString(Encoding.UTF8.GetBytes(Path.GetFileName(file)));
            File.Copy(file, folder.File($"cache/models/blobs/{blob}"));
            File.CreateSymbolicLink(folder.File($"cache/models/snapshots/1/{Path.GetFileName(file)}"), $"../../blobs/{blob}");
        }

        Directory.CreateSymbolicLink(folder.File("model"), folder.File("cache/models/snapshots/1"));
        Assert.Equal(CheckpointDigest.Of(plain), CheckpointDigest.Of(folder.File("model")));
        Assert.Equal(LogitsOf(plain), LogitsOf(folder.File("model")));
    }

    [Fact]
    public void A_huge_file_behind_a_link_is_refused_by_its_length()
    {
        using var folder = new TemporaryFolder();
        var plain = Plain(folder, "plain", 1);
        using (var huge = File.Create(folder.File("huge"))) huge.SetLength(65 << 20);
        File.Delete(Path.Combine(plain, "config.json"));
        File.CreateSymbolicLink(Path.Combine(plain, "config.json"), folder.File("huge"));
        Assert.Contains("found 68157440 bytes", Assert.Throws<InvalidDataException>(() => LlamaModel.ReadConfig(plain)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_file_counts_and_not_the_index_of_an_older_save_in_shards()
    {
        using var folder = new TemporaryFolder();
        var plain = Plain(folder, "plain", 1, seed: 5);
        var both = Plain(folder, "both", 3, seed: 1);
        File.Copy(Path.Combine(plain, "model.safetensors"), Path.Combine(both, "model.safetensors"));
        Assert.Equal(LogitsOf(plain), LogitsOf(both));
        foreach (var shard in Directory.GetFiles(both, "model-*")) File.Delete(shard);
        Assert.Equal(CheckpointDigest.Of(plain), CheckpointDigest.Of(both));
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_a_configuration_or_index()
    {
        using var folder = new TemporaryFolder();
        var plain = Plain(folder, "plain", 3);
        var expected = CheckpointDigest.Of(plain);
        foreach (var name in (string[])["config.json", "model.safetensors.index.json"])
        {
            var path = Path.Combine(plain, name);
            File.WriteAllBytes(path, [.. Encoding.UTF8.Preamble, .. File.ReadAllBytes(path)]);
        }

        Assert.Equal(expected, CheckpointDigest.Of(plain));
    }

    [Fact]
    public void A_tensor_that_nobody_needs_may_be_of_any_type_and_one_that_is_needed_is_named()
    {
        using var folder = new TemporaryFolder();
        var plain = Plain(folder, "plain", 1);
        var expected = LogitsOf(plain);
        var checkpoint = SmallCheckpoint.With();
        Write("model.layers.0.self_attn.k_scale");
        Assert.Equal(expected, LogitsOf(plain));

        checkpoint.Tensors.Remove("model.norm.weight");
        Write("model.norm.weight");
        Assert.Contains(
            "model.norm.weight has dtype F8_E4M3 (8-bit floats, with which nothing here computes); allowed are F32, F16 and BF16",
            Assert.Throws<InvalidDataException>(() => LlamaModel.CheckWeights(plain)).Message,
            StringComparison.Ordinal);

        void Write(string eighths)
        {
            var writer = new SafetensorsWriter();
            writer.Add(eighths, SafetensorsDtype.F8_E4M3, [16], new byte[16]);
            foreach (var (name, (shape, numbers)) in checkpoint.Tensors) writer.Add(name, shape, numbers);
            writer.WriteFile(Path.Combine(plain, "model.safetensors"));
        }
    }

    private static double[] LogitsOf(string folder)
    {
        using var model = LlamaModel.Load(folder, WeightPrecision.F32, ComputeDevice.Processor);
        return Logits.Of(model, SmallCheckpoint.Text(9));
    }

    private static string Plain(TemporaryFolder folder, string name, int shards, long seed = 1)
    {
        var path = Directory.CreateDirectory(folder.File(name)).FullName;
        SmallCheckpoint.With(seed: seed).Write(path, shards: shards);
        return path;
    }
}
