using System.Numerics;
using System.Runtime.InteropServices;
using Ipfl.Data;

namespace Ipfl.Learning;

/// <summary>
/// Resamples a box of an image to the size of a network's input. Each row of pixels that an input row lies between is normalised and
/// brought to the input's width once; input rows are blends of two such rows. The scratch rows are kept from image to image.
/// </summary>
internal sealed class Resampler(ImageShape stored, ImageShape input, PixelTable table)
{
    private readonly Taps _across = new(input.Width);
    private readonly Taps _down = new(input.Height);
    private readonly float[] _pixels = new float[stored.Width];
    private float[] _upper = new float[input.Width];
    private float[] _lower = new float[input.Width];

    /// <summary>Fills the input with the box of the image.</summary>
    public void Copy(ReadOnlySpan<byte> image, Span<float> target, Box box)
    {
        _across.Spread(box.Left, box.Width, box.Flip);
        _down.Spread(box.Top, box.Height, mirrored: false);
        var (from, to) = (stored.Height * stored.Width, input.Height * input.Width);
        for (var channel = 0; channel < stored.Channels; channel++)
            CopyPlane(table.Channel(channel), image.Slice(channel * from, from), target.Slice(channel * to, to), box);
    }

    private void CopyPlane(ReadOnlySpan<float> values, ReadOnlySpan<byte> plane, Span<float> target, Box box)
    {
        var (upper, lower) = (-1, -1);
        for (var y = 0; y < input.Height; y++)
        {
            var (first, second) = (_down.First[y], _down.Second[y]);
            if (first == lower)
            {
                (_upper, _lower) = (_lower, _upper);
                (upper, lower) = (lower, upper);
            }

            if (first != upper) CopyAcross(values, plane.Slice(first * stored.Width, stored.Width), _upper, box);
            if (second != lower) CopyAcross(values, plane.Slice(second * stored.Width, stored.Width), _lower, box);
            (upper, lower) = (first, second);
            Blend(_upper, _lower, _down.Share[y], target.Slice(y * input.Width, input.Width));
        }
    }

    private void CopyAcross(ReadOnlySpan<float> values, ReadOnlySpan<byte> row, Span<float> target, Box box)
    {
        values = values[..256];
        var pixels = _pixels.AsSpan();
        for (var x = box.Left; x < box.Left + box.Width; x++) pixels[x] = values[row[x]];
        var firsts = _across.First;
        var seconds = _across.Second;
        var shares = _across.Share;
        for (var x = 0; x < target.Length; x++)
        {
            var first = pixels[firsts[x]];
            target[x] = first + (pixels[seconds[x]] - first) * shares[x];
        }
    }

    private static void Blend(ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, float share, Span<float> target)
    {
        var blended = MemoryMarshal.Cast<float, Vector<float>>(target);
        var uppers = MemoryMarshal.Cast<float, Vector<float>>(upper);
        var lowers = MemoryMarshal.Cast<float, Vector<float>>(lower);
        for (var i = 0; i < blended.Length; i++) blended[i] = uppers[i] + (lowers[i] - uppers[i]) * share;
        for (var i = blended.Length * Vector<float>.Count; i < target.Length; i++) target[i] = upper[i] + (lower[i] - upper[i]) * share;
    }
}
