using System.CommandLine;
using System.Globalization;
using Ipfl.Cli.Display;
using Ipfl.Learning;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl llm</c>: base models for instruction tuning.</summary>
internal static class LlmCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation) => new("llm", "Make, look at and try language models.")
    {
        Pretrain(terminal, cancellation),
        LlmGenerateCommand.Create(terminal, cancellation),
        Merge(terminal, cancellation),
        Show(terminal),
    };

    private static Command Pretrain(Terminal terminal, CancellationToken cancellation)
    {
        var (sizes, defaults) = (new SmallLlama(), new PretrainingOptions());
        var data = new Option<string[]>("--data")
        {
            Description = "Text to learn from: files (.txt, .md, .jsonl, .json, .parquet) or folders of them, less their test records.",
            HelpName = "PATH",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var output = new Option<string>("--out") { Description = "Folder for the model. What was interrupted there goes on.", HelpName = "DIR", Required = true };
        var promptsOnly = new Option<bool>("--prompts-only") { Description = "Of instruction records, learn the prompts and not the answers." };
        var vocabulary = Number("--vocabulary", sizes.Vocabulary, BpeTraining.SmallestVocabulary, 1 << 17, "Tokens of the byte-level BPE tokenizer.");
        var width = Number("--width", sizes.Width, 2, 8192, "Width of the network.");
        var layers = Number("--layers", sizes.Layers, 1, 256, "Layers.");
        var heads = Number("--heads", sizes.Heads, 1, 256, "Heads of attention.");
        var steps = Number("--steps", defaults.Steps, 1, 100_000_000, "Steps of AdamW.");
        var batch = Number("--batch-size", defaults.BatchSize, 1, 65_536, "Texts in a step.");
        var context = Number("--context", defaults.Context, 2, 1 << 17, "Tokens in a text.");
        var rate = new Option<double>("--learning-rate") { Description = "The highest learning rate.", HelpName = "RATE", DefaultValueFactory = _ => defaults.LearningRate };
        var seed = new Option<long>("--seed") { Description = "Seed of weights and batches.", HelpName = "N", DefaultValueFactory = _ => 0 };
        var command = new Command("pretrain", "Train a small Llama and its tokenizer from plain text, as a base model for adapters.")
        {
            data, output, promptsOnly, vocabulary, width, layers, heads, steps, batch, context, rate, seed,
        };
        command.SetAction(parsed =>
        {
            var options = new PretrainingOptions
            {
                Steps = parsed.GetValue(steps),
                BatchSize = parsed.GetValue(batch),
                Context = parsed.GetValue(context),
                LearningRate = parsed.GetValue(rate) is > 0 and < 1 and var given ? given : throw new InvalidDataException($"--learning-rate: found {parsed.GetValue(rate)}; allowed is a number > 0 and < 1"),
                Seed = parsed.GetValue(seed) is >= 0 and var own ? own : throw new InvalidDataException($"--seed: found {parsed.GetValue(seed)}; allowed is a whole number ≥ 0"),
            };
            var model = new SmallLlama(parsed.GetValue(vocabulary), parsed.GetValue(width), parsed.GetValue(layers), parsed.GetValue(heads));
            var folder = Path.GetFullPath(parsed.GetRequiredValue(output));
            var texts = TextCorpus.Read(parsed.GetRequiredValue(data), withAnswers: !parsed.GetValue(promptsOnly));
            using var pretraining = model.Begin(folder, texts, options, cancellation);
            PretrainingDisplay.Run(terminal, pretraining, options, cancellation);
            terminal.Out.WriteLine(folder);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Merge(Terminal terminal, CancellationToken cancellation)
    {
        var model = new Option<string>("--model") { Description = "Folder with the base model, or with the merged one to take the adapter out of.", HelpName = "DIR", Required = true };
        var adapter = new Option<string>("--adapter") { Description = "Folder with the adapter in PEFT's layout, such as RUN/models/p0.", HelpName = "DIR", Required = true };
        var output = new Option<string>("--out") { Description = "Folder for the new checkpoint.", HelpName = "DIR", Required = true };
        var takesOut = new Option<bool>("--take-out") { Description = "Take the adapter out of a merged model instead." };
        var precision = new Option<string>("--precision") { Description = "The numbers' type in the new files.", HelpName = "float32|bf16", DefaultValueFactory = _ => WeightPrecisions.Plain };
        var command = new Command("merge", "Work an adapter into a model's weights: a checkpoint that needs no adapter.") { model, adapter, output, takesOut, precision };
        command.SetAction(parsed =>
        {
            var folder = Path.GetFullPath(parsed.GetRequiredValue(output));
            MergedCheckpoint.Write(
                Path.GetFullPath(parsed.GetRequiredValue(model)),
                Path.GetFullPath(parsed.GetRequiredValue(adapter)),
                folder,
                LlmOptions.PrecisionOf(parsed.GetRequiredValue(precision)),
                parsed.GetValue(takesOut),
                cancellation);
            terminal.Out.WriteLine(folder);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Show(Terminal terminal)
    {
        var model = new Argument<string>("DIR") { Description = "Folder with a Hugging Face checkpoint." };
        var digest = new Option<bool>("--digest") { Description = "Read all weights and print the digest by which a market's terms tell base models." };
        var command = new Command("show", "Say what a checkpoint is and how much memory its weights take, without loading them.") { model, digest };
        command.SetAction(parsed =>
        {
            var folder = Path.GetFullPath(parsed.GetRequiredValue(model));
            var config = LlamaModel.ReadConfig(folder);
            LlamaModel.CheckWeights(folder);
            var tokenizer = TextTokenizer.Open(folder);
            terminal.Out.WriteLine($"{new LlamaArchitecture(config).Size:N0} parameters: {config.Layers} layers of width {config.HiddenSize}, {config.Heads} heads ({config.KeyValueHeads} of keys), {config.VocabularySize} tokens ({tokenizer.Count} in the tokenizer)");
            foreach (var precision in WeightPrecisions.Names)
                terminal.Out.WriteLine($"{precision,-8} {MemoryFootprint.Show(MemoryFootprint.OfWeights(config, WeightPrecisions.Parse(precision)).Weights)} of weights");
            if (parsed.GetValue(digest)) terminal.Out.WriteLine($"{"digest",-8} {CheckpointDigest.Of(folder)}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<int> Number(string name, int otherwise, int minimum, int maximum, string description)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => otherwise };
        option.CustomParser = result =>
        {
            var found = result.Tokens[0].Value;
            if (int.TryParse(found, CultureInfo.InvariantCulture, out var given) && given >= minimum && given <= maximum) return given;
            result.AddError($"{name}: found {found}; allowed is a whole number from {minimum} to {maximum}");
            return otherwise;
        };
        return option;
    }
}
