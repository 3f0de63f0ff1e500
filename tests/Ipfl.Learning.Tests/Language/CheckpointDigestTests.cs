using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Ipfl.Protocol;

namespace Ipfl.Learning.Tests.Language;

/// <summary>What tells base models of equal sizes apart.</summary>
public sealed class CheckpointDigestTests
{
    [Fact]
    public void It_is_of_the_numbers_whichever_files_they_are_in()
    {
        var checkpoint = SmallCheckpoint.With();
        var digest = Of(checkpoint);
        Assert.Matches("^[0-9a-f]{64}$", digest);
        Assert.Equal(digest, Of(checkpoint, shards: 3));
        Assert.Equal(digest, Of(checkpoint, isMisaligned: true));
        Assert.NotEqual(digest, Of(checkpoint, SafetensorsDtype.BF16));
        Assert.NotEqual(digest, Of(SmallCheckpoint.With(seed: 2)));
    }

    [Fact]
    public void One_bit_of_any_tensor_changes_it()
    {
        var digests = new HashSet<string> { Of(SmallCheckpoint.With()) };
        foreach (var name in SmallCheckpoint.With().Tensors.Keys)
        {
            var changed = SmallCheckpoint.With();
            var numbers = changed.Tensors[name].Numbers;
            numbers[^1] = BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(numbers[^1]) ^ 1);
            Assert.True(digests.Add(Of(changed)), name);
        }
    }

    /// <summary>As docs/protocol.md says it, for programs in other languages.</summary>
    [Fact]
    public void It_is_what_the_protocol_says()
    {
        var checkpoint = SmallCheckpoint.With("\"attention_bias\": true");
        var said = new MemoryStream();
        string[] names =
        [
            "model.embed_tokens.weight",
            .. Enumerable.Range(0, 2).SelectMany(layer => new[]
            {
                "input_layernorm.weight", "self_attn.q_proj.weight", "self_attn.q_proj.bias", "self_attn.k_proj.weight", "self_attn.k_proj.bias", "self_attn.v_proj.weight",
                "self_attn.v_proj.bias", "self_attn.o_proj.weight", "self_attn.o_proj.bias", "mlp.gate_proj.weight", "mlp.up_proj.weight", "mlp.down_proj.weight", "post_attention_layernorm.weight",
            }.Select(name => $"model.layers.{layer}.{name}")),
            "model.norm.weight", "lm_head.weight",
        ];
        Assert.Equal(checkpoint.Tensors.Count, names.Length);
        foreach (var name in names)
        {
            var (shape, numbers) = checkpoint.Tensors[name];
            said.Write(Encoding.UTF8.GetBytes($"{name} F32 {string.Join(' ', shape)}\n"));
            said.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
        }

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(said.ToArray())), Of(checkpoint, shards: 2));
    }

    [Fact]
    public void A_folder_of_sizes_alone_has_none()
    {
        using var folder = new TemporaryFolder();
        SmallCheckpoint.With().Write(folder.Path);
        Assert.True(CheckpointDigest.HasWeights(folder.Path));
        File.Delete(folder.File("model.safetensors"));
        Assert.False(CheckpointDigest.HasWeights(folder.Path));
        Assert.Throws<FileNotFoundException>(() => CheckpointDigest.Of(folder.Path));
    }

    private static string Of(SmallCheckpoint checkpoint, SafetensorsDtype type = SafetensorsDtype.F32, int shards = 1, bool isMisaligned = false)
    {
        using var folder = new TemporaryFolder();
        checkpoint.Write(folder.Path, type, shards, isMisaligned);
        return CheckpointDigest.Of(folder.Path);
    }
}
