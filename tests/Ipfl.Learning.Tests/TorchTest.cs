using TorchSharp;

namespace Ipfl.Learning.Tests;

/// <summary>A test that makes tensors: libtorch is loaded before it, and what it made is freed after it.</summary>
public abstract class TorchTest : IDisposable
{
    private readonly DisposeScope _scope;

    protected TorchTest()
    {
        TorchRuntime.EnsureLoaded();
        _scope = torch.NewDisposeScope();
    }

    public void Dispose()
    {
        _scope.Dispose();
        GC.SuppressFinalize(this);
    }
}
