using Ipfl.Protocol;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>A base model with an adapter worked into its weights, W + α/r·B·A, as a checkpoint that needs no adapter; and the way back.</summary>
public static class MergedCheckpoint
{
    /// <summary>What belongs to a checkpoint beside its weights and comes along as it is.</summary>
    private static readonly string[] Beside =
        ["config.json", "generation_config.json", "tokenizer.json", "tokenizer.model", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "chat_template.jinja"];

    /// <summary>Writes the merged model; a tensor at a time, so that no more than one is in memory beside the files' own pages.</summary>
    /// <param name="model">The base model's folder; where an adapter is taken out again, that of the merged model.</param>
    /// <param name="adapter">The adapter's PEFT folder.</param>
    /// <param name="output">The folder to write; it must hold no model yet.</param>
    /// <param name="precision">The numbers' type in the new files: float32 or bf16. Rounding to bf16 cannot be taken back.</param>
    /// <param name="takesOut">Whether the adapter is taken out of a merged model instead.</param>
    /// <param name="cancellation">Stops between tensors with <see cref="OperationCanceledException"/>; no model is left behind.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, the adapter is another model's, or the folder holds a model.</exception>
    public static void Write(string model, string adapter, string output, WeightPrecision precision, bool takesOut = false, CancellationToken cancellation = default)
    {
        if (precision == WeightPrecision.I8) throw new InvalidDataException("a merged model is written in float32 or bf16; int8 is how weights lie in memory");
        LlamaFolder.RefuseModel(output);
        TorchRuntime.EnsureLoaded();
        var config = LlamaModel.ReadConfig(model);
        var architecture = new AdapterArchitecture(config, PeftFolder.ReadOptions(adapter));
        using var untracked = no_grad();
        using var numbers = PeftFolder.Read(adapter, architecture);
        using var files = CheckpointWeights.Open(model, config);
        using var tensors = new CheckpointTensors(files, ScalarType.Float32, CPU);
        var type = precision == WeightPrecision.BF16 ? ScalarType.BFloat16 : ScalarType.Float32;
        var writer = new SafetensorsWriter();
        writer.AddMetadata("format", "pt");
        foreach (var (name, shape) in LlamaLayout.All(config))
        {
            writer.Add(name, precision == WeightPrecision.BF16 ? SafetensorsDtype.BF16 : SafetensorsDtype.F32, shape, stream =>
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                using var merged = Merged(tensors, name, architecture, numbers, takesOut);
                var rows = merged.to(type).contiguous();
                for (var row = 0L; row < shape[0]; row++)
                {
                    using var part = rows.narrow(0, row, 1);
                    stream.Write(part.bytes);
                }
            });
        }

        Directory.CreateDirectory(output);
        foreach (var name in Beside.Where(name => File.Exists(Path.Combine(model, name)))) File.Copy(Path.Combine(model, name), Path.Combine(output, name), overwrite: true);
        writer.WriteFile(Path.Combine(output, LlamaFolder.WeightsName));
    }

    private static Tensor Merged(CheckpointTensors tensors, string name, AdapterArchitecture architecture, Tensor adapter, bool takesOut)
    {
        var plain = tensors.Plain(name);
        if (architecture.FactorsOf(name) is not { } factors) return plain;
        using (plain)
        {
            var (narrow, wide) = (factors.A.In(adapter), factors.B.In(adapter));
            var change = wide.matmul(narrow).Times(takesOut ? -architecture.Options.Scale : architecture.Options.Scale);
            return plain.Plus(change).DetachFromDisposeScope();
        }
    }
}
