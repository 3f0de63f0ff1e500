using System.Diagnostics;
using Ipfl.Data;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ipfl.Learning.Benchmarks;

/// <summary>
/// The engine that was not chosen: participants' SimpleCNNs as one network, with grouped convolutions, batched matrix products and one update of
/// all parameters, on libtorch's own threads. Batches stand ready, so that nothing but the network's arithmetic is measured.
/// </summary>
internal static class StackedTraining
{
    private const int Batch = 64;

    /// <summary>Prints <c>ours stacked PARTICIPANTS THREADS IMAGES_PER_SECOND</c>.</summary>
    public static void Print(int participants, int threads, int steps)
    {
        TorchRuntime.EnsureLoaded();
        set_num_threads(threads);
        using var scope = NewDisposeScope();
        var network = new SimpleCnn(new ImageShape(1, 28, 28), 10);
        var flat = network.Initialise(new RandomStream(0, RandomPurpose.InitialModel)).expand(participants, network.Size).contiguous().requires_grad_();
        var momentum = zeros_like(flat);
        var (inputs, labels) = (randn(Batch, participants, 28, 28), randint(10, [participants * Batch]));
        Step(network, flat, momentum, inputs, labels);
        var watch = Stopwatch.StartNew();
        for (var step = 0; step < steps; step++) Step(network, flat, momentum, inputs, labels);
        Console.WriteLine($"ours stacked {participants} {threads} {participants * (double)Batch * steps / watch.Elapsed.TotalSeconds:F1}");
    }

    private static void Step(SimpleCnn network, Tensor flat, Tensor momentum, Tensor inputs, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var loss = F.cross_entropy(Forward(network, flat, inputs), labels, reduction: TorchSharp.torch.nn.Reduction.Sum) / Batch;
        loss.backward();
        using var untracked = no_grad();
        momentum.mul_(0.9).add_(flat.grad! + (1e-5 * flat));
        flat.sub_(0.01 * momentum);
        flat.grad!.zero_();
    }

    private static Tensor Forward(SimpleCnn network, Tensor flat, Tensor inputs)
    {
        var m = flat.shape[0];
        var offset = 0L;
        Tensor[] parts = [.. network.Parameters.Select(parameter =>
        {
            var size = parameter.Shape.Aggregate(1L, (a, b) => a * b);
            var part = flat.narrow(1, offset, size).reshape([m, .. parameter.Shape]);
            offset += size;
            return part;
        })];
        var x = F.max_pool2d(F.relu(F.conv2d(inputs, parts[0].flatten(0, 1), parts[1].flatten(), groups: m)), 2, 2);
        x = F.max_pool2d(F.relu(F.conv2d(x, parts[2].flatten(0, 1), parts[3].flatten(), groups: m)), 2, 2);
        x = x.reshape(Batch, m, -1).transpose(0, 1);
        for (var layer = 4; layer < 10; layer += 2)
        {
            x = x.bmm(parts[layer].transpose(1, 2)) + parts[layer + 1].unsqueeze(1);
            if (layer < 8) x = F.relu(x);
        }

        return x.reshape(m * Batch, -1);
    }
}
