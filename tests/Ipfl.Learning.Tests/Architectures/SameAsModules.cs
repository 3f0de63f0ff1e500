using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Architectures;

/// <summary>Compares a network with PyTorch's own modules that have the same weights.</summary>
internal static class SameAsModules
{
    /// <summary>Logits and all gradients of the cross-entropy agree.</summary>
    /// <param name="network">The network.</param>
    /// <param name="flat">Its θ.</param>
    /// <param name="modules">Parameters of the modules in flat order; they take on θ.</param>
    /// <param name="input">What the network sees.</param>
    /// <param name="forward">The modules' logits for the same input.</param>
    public static void Check(ModelArchitecture network, Tensor flat, IReadOnlyList<Tensor> modules, Tensor input, Func<Tensor> forward)
    {
        var views = network.Views(flat);
        Assert.Equal(network.Parameters.Count, modules.Count);
        using (no_grad())
        {
            foreach (var (parameter, view) in modules.Zip(views)) parameter.copy_(view);
        }

        using (no_grad()) Near.Equal(forward().Numbers(), network.Forward(input, views).Numbers(), 1e-5);

        var labels = randint(0, network.Parameters[^1].Size, input.shape[0], dtype: ScalarType.Int64);
        var gradient = zeros_like(flat);
        var learning = network.Views(flat.detach());
        foreach (var (parameter, part) in learning.Zip(network.Views(gradient))) parameter.requires_grad_(true).grad = part;
        nn.functional.cross_entropy(network.Forward(input, learning), labels).backward();
        nn.functional.cross_entropy(forward(), labels).backward();
        foreach (var (module, part) in modules.Zip(network.Views(gradient)))
            Near.Equal(module.grad!.Numbers(), part.Numbers(), 1e-6);
        Assert.True(gradient.abs().max().item<float>() > 1e-3);
    }
}
