namespace Ipfl.Simulation;

/// <summary>Where the samples lie that models are judged on.</summary>
public enum SampleSource
{
    /// <summary>In the training data: a participant's own, trained or held out.</summary>
    Training,

    /// <summary>In the test data.</summary>
    Test,
}
