namespace Ipfl.Data;

/// <summary>One example of how to follow an instruction.</summary>
/// <param name="Instruction">What to do: never blank.</param>
/// <param name="Input">What to do it with; empty where the instruction says it all.</param>
/// <param name="Output">The answer.</param>
public sealed record InstructionRecord(string Instruction, string Input, string Output);
