namespace Ipfl.Data;

/// <summary>A set of records that belong together, such as FiQA, and where they lie in an <see cref="InstructionDataSet"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Train">Its training records.</param>
/// <param name="Test">Its test records, which are the test set of each of its holders.</param>
public sealed record InstructionSource(string Name, SampleRange Train, SampleRange Test);

/// <summary>A participant that holds records of one source.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Source">The index of its source.</param>
/// <param name="Samples">How many training records it holds; null for an equal share of all that are there.</param>
public sealed record InstructionHolder(string Name, int Source, int? Samples);
