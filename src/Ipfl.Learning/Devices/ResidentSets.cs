using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>The sets that lie on a device, copied there when they are asked for first.</summary>
internal sealed class ResidentSets(Device device) : IDisposable
{
    private readonly Dictionary<ImageSet, ResidentImages> _sets = new(ReferenceEqualityComparer.Instance);

    /// <summary>Where they lie.</summary>
    public Device Device => device;

    /// <summary>The set on the device; stays this object's.</summary>
    public ResidentImages Of(ImageSet images)
    {
        if (_sets.TryGetValue(images, out var resident)) return resident;
        return _sets[images] = new ResidentImages(images, device);
    }

    /// <summary>A copy of numbers on the device. The caller's.</summary>
    public Tensor OnDevice(Tensor numbers)
    {
        using var plain = numbers.detach();
        return plain.to(device, copy: true);
    }

    /// <summary>Brings numbers back to where they came from.</summary>
    public static void Return(Tensor numbers, Tensor origin)
    {
        using var untracked = no_grad();
        using var plain = origin.detach();
        plain.copy_(numbers).Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var resident in _sets.Values) resident.Dispose();
        _sets.Clear();
    }
}
