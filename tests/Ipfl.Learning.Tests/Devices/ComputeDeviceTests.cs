namespace Ipfl.Learning.Tests.Devices;

public sealed class ComputeDeviceTests
{
    [Theory]
    [InlineData("cpu", true)]
    [InlineData("cuda", false)]
    [InlineData("cuda:7", false)]
    public void Devices_have_names(string name, bool isProcessor)
    {
        var device = ComputeDevice.Parse(name);
        Assert.Equal((name, isProcessor), (device.Name, device.IsProcessor));
    }

    [Theory]
    [InlineData("")]
    [InlineData("CUDA")]
    [InlineData("cuda:")]
    [InlineData("cuda:1000")]
    [InlineData("cuda:0\n")]
    [InlineData("cpu:0")]
    [InlineData("mps")]
    public void Other_names_are_refused(string name)
    {
        Assert.False(ComputeDevice.IsName(name));
        Assert.Contains(ComputeDevice.Allowed, Assert.Throws<ArgumentException>(() => ComputeDevice.Parse(name)).Message);
    }

    [Fact]
    public void The_processor_is_always_here_and_a_GPU_that_is_not_is_refused_with_a_remedy()
    {
        ComputeDevice.Processor.EnsureHere();
        var here = GraphicsProcessors.Look();
        var error = Assert.Throws<InvalidDataException>(ComputeDevice.Parse("cuda:999").EnsureHere);
        Assert.Contains("device: found cuda:999", error.Message);
        Assert.Contains(here.Count > 0 ? $"cuda:{here.Count - 1}" : here.Fix, error.Message);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Throws<InvalidDataException>(() => ComputeEngine.On(ComputeDevice.Parse("cuda:999"), DeviceRounds.Kinds["lstm"].Network, 1));
    }

    [Fact]
    public void What_is_found_has_a_remedy_where_nothing_is_found()
    {
        var here = GraphicsProcessors.Look();
        Assert.Equal(here.Count == 0, here.Why.Length > 0 && here.Fix.Length > 0);
    }
}
