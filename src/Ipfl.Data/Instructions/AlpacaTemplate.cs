namespace Ipfl.Data;

/// <summary>The two forms of Stanford Alpaca (Taori et al., 2023), to the letter: the answer follows the colon directly.</summary>
internal sealed class AlpacaTemplate : PromptTemplate
{
    public override string Name => "alpaca";

    public override string Prompt(InstructionRecord record) => record.Input.Length > 0
        ? "Below is an instruction that describes a task, paired with an input that provides further context. "
            + "Write a response that appropriately completes the request.\n\n"
            + $"### Instruction:\n{record.Instruction}\n\n### Input:\n{record.Input}\n\n### Response:"
        : "Below is an instruction that describes a task. "
            + "Write a response that appropriately completes the request.\n\n"
            + $"### Instruction:\n{record.Instruction}\n\n### Response:";

    public override string Answer(InstructionRecord record) => record.Output;
}
