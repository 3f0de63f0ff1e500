namespace Ipfl.Service.Tests.Hostile;

/// <summary>Loads the server or counts what the whole process holds, so no other test runs beside these.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
