using Ipfl.Protocol;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Language;

/// <summary>Weights in two bytes and in one.</summary>
public sealed class PrecisionTests : TorchTest
{
    private const string Fields = "\"hidden_size\": 64, \"intermediate_size\": 96, \"attention_bias\": true";
    private static readonly int[][] Texts = [SmallCheckpoint.Text(40), SmallCheckpoint.Text(40, seed: 3)];

    /// <summary>
    /// bfloat16 has 8 bits of mantissa: a number is off by up to 2⁻⁹ of itself. int8 is off by up to 1/254 of the largest of its row, about
    /// 2⁻⁷ of a typical number. Either error enters at some dozens of places, as if at random.
    /// </summary>
    [Theory]
    [InlineData(WeightPrecision.BF16, 1.0 / 512)]
    [InlineData(WeightPrecision.I8, 1.0 / 128)]
    public void Logits_stay_close(WeightPrecision precision, double error)
    {
        var checkpoint = SmallCheckpoint.With(Fields);
        using var model = checkpoint.Load(precision);
        var distance = Logits.Distance(Logits.Of(model, Texts), Logits.Of(checkpoint.Reference, Texts));
        Assert.InRange(distance, error / 8, error * 8);
    }

    [Theory]
    [InlineData(SafetensorsDtype.F32, false)]
    [InlineData(SafetensorsDtype.BF16, false)]
    [InlineData(SafetensorsDtype.F16, true)]
    public void Each_number_in_a_byte_is_off_by_half_a_step_of_its_row_at_most(SafetensorsDtype type, bool isMisaligned)
    {
        const string name = "model.layers.0.mlp.gate_proj.weight";
        using var folder = new TemporaryFolder();

        // More rows than are converted at a time, and one of zeros.
        var checkpoint = SmallCheckpoint.With("\"intermediate_size\": 300");
        checkpoint.Tensors[name].Numbers.AsSpan(5 * 16, 16).Clear();
        checkpoint.Write(folder.Path, type, isMisaligned: isMisaligned);
        using var files = CheckpointWeights.Open(folder.Path, LlamaModel.ReadConfig(folder.Path));
        using var tensors = new CheckpointTensors(files, ScalarType.Float32, CPU);
        var (bytes, scales) = tensors.Bytes(name);
        var (numbers, steps, wanted) = (bytes.Numbers(), scales.Numbers(), checkpoint.In(type).Tensors[name].Numbers);
        bytes.Dispose();
        scales.Dispose();

        Assert.Equal(300, steps.Length);
        for (var i = 0; i < wanted.Length; i++) Assert.InRange(Math.Abs(wanted[i] - numbers[i] * steps[i / 16]), 0, steps[i / 16] * (0.5 + 1e-4));
        Assert.All(Enumerable.Range(0, 300).Where(row => row != 5), row => Assert.Equal(127, numbers[(row * 16)..((row + 1) * 16)].Max(Math.Abs)));
        Assert.Equal(0, steps[5]);
    }

    [Fact]
    public void A_byte_model_is_the_one_with_those_rounded_weights()
    {
        var checkpoint = SmallCheckpoint.With(Fields);
        using var model = checkpoint.Load(WeightPrecision.I8);
        foreach (var (name, (shape, numbers)) in checkpoint.Tensors.Where(tensor => tensor.Key.EndsWith("_proj.weight", StringComparison.Ordinal)))
        {
            foreach (var row in Enumerable.Range(0, (int)shape[0]).Select(row => numbers.AsMemory(row * (int)shape[1], (int)shape[1])))
            {
                var step = row.ToArray().Max(Math.Abs) / 127;
                for (var i = 0; i < row.Length; i++) row.Span[i] = MathF.Round(row.Span[i] / step) * step;
            }
        }

        Near.Equal(Logits.Of(checkpoint.Reference, Texts), Logits.Of(model, Texts), 2e-4);
    }
}
