using System.CommandLine;
using Ipfl.Data;
using Ipfl.Learning;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl llm generate</c>: what a model, with or without an adapter, makes of a prompt.</summary>
internal static class LlmGenerateCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var defaults = new GenerationOptions();
        var model = new Option<string>("--model") { Description = "Folder with a Hugging Face checkpoint of the Llama family.", HelpName = "DIR", Required = true };
        var adapter = new Option<string?>("--adapter") { Description = "Folder with an adapter in PEFT's layout, such as RUN/models/p0.", HelpName = "DIR" };
        var prompt = new Option<string>("--prompt") { Description = "The text to continue, or the instruction.", HelpName = "TEXT", Required = true };
        var template = new Option<string?>("--template") { Description = $"Makes an instruction of the prompt: {string.Join(", ", PromptTemplate.Names)}. Default: it is continued as it stands.", HelpName = "NAME" };
        var most = new Option<int>("--max-tokens") { Description = "At most so many tokens are added.", HelpName = "N", DefaultValueFactory = _ => defaults.MaximumTokens };
        var temperature = new Option<double>("--temperature") { Description = "0 takes the likeliest token each time; above, tokens are drawn.", HelpName = "T", DefaultValueFactory = _ => defaults.Temperature };
        var top = new Option<double>("--top-p") { Description = "Draw from the likeliest tokens that sum up to this.", HelpName = "P", DefaultValueFactory = _ => defaults.TopP };
        var seed = new Option<long>("--seed") { Description = "Seed of what is drawn.", HelpName = "N", DefaultValueFactory = _ => 0 };
        var (precision, device) = (LlmOptions.Precision(), Options.Device());
        var command = new Command("generate", "Continue a text.") { model, adapter, prompt, template, most, temperature, top, seed, precision, device };
        command.SetAction(parsed =>
        {
            var options = new GenerationOptions
            {
                MaximumTokens = parsed.GetValue(most) is >= 1 and var count ? count : throw new InvalidDataException($"--max-tokens: found {parsed.GetValue(most)}; allowed is a whole number ≥ 1"),
                Temperature = parsed.GetValue(temperature) is >= 0 and <= 1000 and var heat ? heat : throw new InvalidDataException($"--temperature: found {parsed.GetValue(temperature)}; allowed is a number from 0 to 1000"),
                TopP = parsed.GetValue(top) is > 0 and <= 1 and var share ? share : throw new InvalidDataException($"--top-p: found {parsed.GetValue(top)}; allowed is a number > 0, up to 1"),
                Seed = parsed.GetValue(seed),
            };
            var where = parsed.GetValue(device) is { } name ? ComputeDevice.Parse(name) : ComputeDevice.Processor;
            using var assistant = LanguageAssistant.Open(
                Path.GetFullPath(parsed.GetRequiredValue(model)),
                parsed.GetValue(adapter) is { } folder ? Path.GetFullPath(folder) : null,
                LlmOptions.PrecisionOf(parsed.GetRequiredValue(precision)),
                where);
            foreach (var piece in assistant.Continue(parsed.GetRequiredValue(prompt), parsed.GetValue(template), options, cancellation))
            {
                terminal.Out.Write(piece);
                terminal.Out.Flush();
            }

            terminal.Out.WriteLine();
            return ExitCode.Done;
        });
        return command;
    }
}
