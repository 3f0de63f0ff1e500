using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>Whole images of a set as inputs on a device.</summary>
internal sealed class InputsOnDevice(ResidentSets sets, ImageSet images, PixelNormalisation normalisation) : IDisposable
{
    private readonly ResidentImages _resident = sets.Of(images);
    private readonly PixelScaling _scaling = new(normalisation, images.Shape.Channels, sets.Device);
    private readonly IDeviceView _view = DeviceViews.Whole(images);

    /// <summary>Inputs and labels of the images with those indices, int64 [n]. The caller's.</summary>
    public (Tensor Inputs, Tensor Labels) Of(Tensor indices)
    {
        var numbers = new long[_view.Numbers];
        _view.Draw(numbers);
        using var same = tensor(numbers).view(1, numbers.Length).expand(indices.shape[0], -1).to(sets.Device);
        using var pixels = _resident.Pixels(indices);
        return (_view.Inputs(pixels, same, _scaling), _resident.Labels(indices));
    }

    /// <inheritdoc/>
    public void Dispose() => _scaling.Dispose();
}
