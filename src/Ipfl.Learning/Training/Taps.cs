namespace Ipfl.Learning;

/// <summary>
/// For every place along one side of the input the two neighbouring pixels that it lies between, and the second one's share: bilinear
/// interpolation between pixel centres, as PyTorch's interpolate without align_corners. What lies beyond the outer centres is the outer pixel.
/// </summary>
internal sealed class Taps(int places)
{
    private readonly int[] _first = new int[places];
    private readonly int[] _second = new int[places];
    private readonly float[] _share = new float[places];

    /// <summary>Index of the first pixel by place.</summary>
    public ReadOnlySpan<int> First => _first;

    /// <summary>Index of the second pixel by place: the one after the first, or the first again at the edge.</summary>
    public ReadOnlySpan<int> Second => _second;

    /// <summary>The second pixel's share by place, in [0, 1).</summary>
    public ReadOnlySpan<float> Share => _share;

    /// <summary>Spreads the places over the pixels <paramref name="start"/> … start + length − 1, from the last one on where mirrored.</summary>
    public void Spread(int start, int length, bool mirrored)
    {
        var step = (double)length / places;
        for (var i = 0; i < places; i++)
        {
            var at = Math.Clamp((i + 0.5) * step - 0.5, 0, length - 1);
            var place = mirrored ? places - 1 - i : i;
            var first = (int)at;
            _first[place] = start + first;
            _second[place] = start + Math.Min(first + 1, length - 1);
            _share[place] = (float)(at - first);
        }
    }
}
