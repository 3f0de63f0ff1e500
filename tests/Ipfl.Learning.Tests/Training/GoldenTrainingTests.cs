using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Training;

[Trait("Category", "Golden")]
public sealed class GoldenTrainingTests : TorchTest
{
    private const double Lambda = 2;
    private const double Eta = 5;

    [Fact]
    public void Ten_steps_with_the_proximal_term_agree()
    {
        using var golden = new Golden("local_training.safetensors");
        var network = Network(golden);
        var model = Flat(golden, network, "init");
        var centre = golden.Singles("proximal_center");
        var (inputs, labels) = (golden.Singles("x"), tensor(golden.Integers("y")).reshape([.. golden.Shape("y")]));
        var losses = new List<double>();

        using var sgd = new LocalSgd(network);
        sgd.Begin(model, (new ProximalTerm(centre, Lambda / Eta), centre), new TrainingOptions(), new RandomStream(0, RandomPurpose.Dropout));
        for (var step = 0; step < inputs.shape[0]; step++)
        {
            var pull = Lambda / (2 * Eta) * (model - centre).square().sum().item<float>();
            var loss = sgd.Step(inputs[step], labels[step]);
            losses.AddRange([loss, loss + pull]);
        }

        Near.Equal(golden.Numbers("losses"), losses.ToArray(), 1e-4);
        Near.Equal(Flat(golden, network, "final").Numbers(), model.Numbers(), 1e-5);
    }

    private static SimpleCnn Network(Golden golden)
    {
        var shape = golden.Shape("x");
        return new SimpleCnn(new ImageShape((int)shape[2], (int)shape[3], (int)shape[4]), (int)golden.Shape("init.fc3.bias")[0]);
    }

    private static Tensor Flat(Golden golden, SimpleCnn network, string prefix)
    {
        foreach (var parameter in network.Parameters) Assert.Equal(golden.Shape($"{prefix}.{parameter.Name}"), parameter.Shape);
        return cat([.. network.Parameters.Select(p => golden.Singles($"{prefix}.{p.Name}").flatten())], 0);
    }
}
