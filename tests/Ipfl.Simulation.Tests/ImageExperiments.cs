namespace Ipfl.Simulation.Tests;

/// <summary>Experiments on images, which most of these tests are about.</summary>
internal static class ImageExperiments
{
    /// <summary>The images and the network of an experiment.</summary>
    public static ImageWorkload Images(this Experiment experiment) => Assert.IsType<ImageWorkload>(experiment.Workload);
}
