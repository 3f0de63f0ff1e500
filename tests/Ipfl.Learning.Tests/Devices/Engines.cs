using TorchSharp;

namespace Ipfl.Learning.Tests.Devices;

/// <summary>The devices on which the engine for accelerators is compared with that for the processor.</summary>
internal static class Engines
{
    public static TheoryData<string> Devices => ["cpu", "cuda"];

    /// <summary>The engine for accelerators on that device; skips where there is none.</summary>
    public static ComputeEngine On(string device, ModelArchitecture architecture)
    {
        if (device == "cpu") return ComputeEngine.OnAccelerator(torch.CPU, architecture);
        var here = GraphicsProcessors.Look();
        Assert.SkipUnless(here.Count > 0, $"needs a GPU, and {here.Why}; {here.Fix}");
        return ComputeEngine.On(ComputeDevice.Parse(device), architecture, threads: 1);
    }
}
