using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// Room for one batch of network inputs and labels, filled again and again from uint8 images. Views of every batch size are made once.
/// </summary>
internal sealed class ImageBatch : IDisposable
{
    private readonly ImageSet _images;
    private readonly IImageView _whole;
    private readonly Tensor _inputs;
    private readonly Tensor _labels;
    private readonly Dictionary<int, (Tensor Inputs, Tensor Labels)> _views = [];

    /// <summary>Room for batches of up to <paramref name="capacity"/> images.</summary>
    public ImageBatch(ImageSet images, PixelTable table, int capacity)
    {
        (_images, _whole) = (images, ImageViews.Whole(images, table));
        using var scope = NewDisposeScope();
        _inputs = empty(capacity, images.InputShape.Channels, images.InputShape.Height, images.InputShape.Width).DetachFromDisposeScope();
        _labels = empty(capacity, dtype: ScalarType.Int64).DetachFromDisposeScope();
    }

    /// <summary>The images of those indices as inputs [n, channels, height, width] and labels [n], valid until the next call.</summary>
    /// <param name="indices">At most as many as there is room for.</param>
    /// <param name="crops">Crops and flips every image where given; else each is seen whole.</param>
    public (Tensor Inputs, Tensor Labels) Fill(ReadOnlySpan<int> indices, IImageView? crops)
    {
        var (size, inputSize) = (_images.Shape.Size, _images.InputShape.Size);
        var view = crops ?? _whole;
        var pixels = _images.Pixels.Span;
        var labels = _images.Labels.Span;
        var inputs = _inputs.Floats();
        var classes = _labels.Longs();
        for (var i = 0; i < indices.Length; i++)
        {
            view.Copy(pixels.Slice(indices[i] * size, size), inputs.Slice(i * inputSize, inputSize));
            classes[i] = labels[indices[i]];
        }

        return Views(indices.Length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (inputs, labels) in _views.Values)
        {
            inputs.Dispose();
            labels.Dispose();
        }

        _inputs.Dispose();
        _labels.Dispose();
    }

    private (Tensor Inputs, Tensor Labels) Views(int count)
    {
        if (_views.TryGetValue(count, out var views)) return views;
        views = (_inputs.narrow(0, 0, count).DetachFromDisposeScope(), _labels.narrow(0, 0, count).DetachFromDisposeScope());
        _views.Add(count, views);
        return views;
    }
}
