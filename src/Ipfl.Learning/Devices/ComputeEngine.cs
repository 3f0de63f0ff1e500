using TorchSharp;

namespace Ipfl.Learning;

/// <summary>
/// Training and evaluation of one architecture on one device. On the processor these are <see cref="ParallelTrainer"/>, <see cref="Evaluator"/>,
/// <see cref="LocalLoss"/> and <see cref="ModelJudge"/>; on a GPU their counterparts, which make the same random draws but round differently. Data sets that were
/// used lie on the GPU until the engine is disposed.
/// </summary>
public sealed class ComputeEngine : IDisposable
{
    private readonly ResidentSets? _sets;

    private ComputeEngine(ITrainer trainer, IEvaluator evaluator, ILocalLoss losses, IModelJudge judge, ResidentSets? sets = null) =>
        (Trainer, Evaluator, Losses, Judge, _sets) = (trainer, evaluator, losses, judge, sets);

    /// <summary>Trains participants.</summary>
    public ITrainer Trainer { get; }

    /// <summary>Judges models on test images.</summary>
    public IEvaluator Evaluator { get; }

    /// <summary>Judges models on training images.</summary>
    public ILocalLoss Losses { get; }

    /// <summary>Judges models sample by sample.</summary>
    public IModelJudge Judge { get; }

    /// <summary>The engine of a device; worker threads are the processor's alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one thread.</exception>
    /// <exception cref="InvalidDataException">The device is not here.</exception>
    /// <exception cref="DllNotFoundException">libtorch cannot be loaded.</exception>
    public static ComputeEngine On(ComputeDevice device, ModelArchitecture architecture, int threads)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (device.IsProcessor)
            return new(new ParallelTrainer(architecture, threads), new Evaluator(architecture, threads), new LocalLoss(architecture, threads), new ModelJudge(architecture, threads));
        device.EnsureHere();

        // Numbers of ten bits, which some GPUs multiply faster, would be far from what the processor gives.
        (torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32) = (false, false);
        return OnAccelerator(device.ToTorch(), architecture);
    }

    /// <summary>Frees what lies on the device.</summary>
    public void Dispose() => _sets?.Dispose();

    /// <summary>The engine that computes with whole tensors, on any device of libtorch.</summary>
    internal static ComputeEngine OnAccelerator(torch.Device device, ModelArchitecture architecture)
    {
        var sets = new ResidentSets(device);
        return new(new DeviceTrainer(architecture, sets), new DeviceEvaluator(architecture, sets), new DeviceLocalLoss(architecture, sets), new DeviceJudge(architecture, sets), sets);
    }
}
