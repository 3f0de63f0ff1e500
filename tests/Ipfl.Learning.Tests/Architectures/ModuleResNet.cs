using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Architectures;

/// <summary>ResNet-20 from PyTorch's own modules, whose names are those of <see cref="ResNet20"/>'s parameters.</summary>
internal sealed class ModuleResNet : nn.Module<Tensor, Tensor>
{
    private readonly List<(nn.Module<Tensor, Tensor> Convolution, nn.Module<Tensor, Tensor> Norm)> _layers = [];
    private readonly TorchSharp.Modules.Linear _linear;

    public ModuleResNet(int channels, int classes)
        : base("resnet")
    {
        Add(this, 1, channels, 16, stride: 1);
        var inputs = 16;
        for (var group = 1; group <= 3; group++)
        {
            var blocks = new Group();
            for (var block = 0; block < 3; block++)
            {
                var one = new Group();
                Add(one, 1, inputs, 8 << group, block == 0 && group > 1 ? 2 : 1);
                Add(one, 2, 8 << group, 8 << group, stride: 1);
                inputs = 8 << group;
                blocks.register_module($"{block}", one);
            }

            register_module($"layer{group}", blocks);
        }

        _linear = nn.Linear(64, classes);
        register_module("linear", _linear);
    }

    public override Tensor forward(Tensor input)
    {
        var features = nn.functional.relu(Layer(0, input));
        for (var k = 1; k < _layers.Count; k += 2)
        {
            var inner = nn.functional.relu(Layer(k, features));
            features = nn.functional.relu(Layer(k + 1, inner) + Shortcut(features, inner.shape[1]));
        }

        return _linear.forward(nn.functional.adaptive_avg_pool2d(features, 1L).flatten(1));
    }

    /// <summary>Takes on θ.</summary>
    public void Load(ModelArchitecture network, Tensor flat)
    {
        using var untracked = no_grad();
        var own = state_dict();
        foreach (var (parameter, view) in network.Parameters.Zip(network.Views(flat))) own[parameter.Name].copy_(view);
    }

    /// <summary>Parameters and buffers as one vector in a network's order.</summary>
    public Tensor Flat(ModelArchitecture network)
    {
        var own = state_dict();
        return cat([.. network.Parameters.Select(parameter => own[parameter.Name].detach().flatten())], 0);
    }

    /// <summary>The gradients in a network's order.</summary>
    public Tensor Gradients(ModelArchitecture network)
    {
        var own = named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        return cat([.. network.Parameters.Where(parameter => !parameter.IsBuffer).Select(parameter => own[parameter.Name].grad!.flatten())], 0);
    }

    private static Tensor Shortcut(Tensor input, long channels)
    {
        if (input.shape[1] == channels) return input;
        using var halved = input[TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Slice(null, null, 2), TensorIndex.Slice(null, null, 2)];
        var zeros = zeros_like(halved).narrow(1, 0, halved.shape[1] / 2);
        return cat([zeros, halved, zeros], 1);
    }

    private Tensor Layer(int k, Tensor input) => _layers[k].Norm.forward(_layers[k].Convolution.forward(input));

    private void Add(nn.Module parent, int number, int inputs, int width, int stride)
    {
        var (convolution, norm) = (nn.Conv2d(inputs, width, 3, stride: stride, padding: 1, bias: false), nn.BatchNorm2d(width));
        parent.register_module($"conv{number}", convolution);
        parent.register_module($"bn{number}", norm);
        _layers.Add((convolution, norm));
    }

    private sealed class Group() : nn.Module("group");
}
