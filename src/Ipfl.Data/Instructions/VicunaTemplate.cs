namespace Ipfl.Data;

/// <summary>One turn of Vicuna 1.1 (Chiang et al., 2023).</summary>
internal sealed class VicunaTemplate : PromptTemplate
{
    public override string Name => "vicuna";

    public override string Prompt(InstructionRecord record) =>
        "A chat between a curious user and an artificial intelligence assistant. "
        + "The assistant gives helpful, detailed, and polite answers to the user's questions. "
        + $"USER: {Turn(record)} ASSISTANT:";

    public override string Answer(InstructionRecord record) => $" {record.Output}";
}
