using Ipfl.Data;

namespace Ipfl.Learning;

/// <summary>The network input of every possible byte, per channel: (x/scale − mean) / deviation.</summary>
internal sealed class PixelTable
{
    private const int Bytes = 256;
    private readonly float[] _values;

    /// <summary>Tabulates the normalisation for so many channels.</summary>
    /// <exception cref="ArgumentException">It has another number of channels.</exception>
    public PixelTable(PixelNormalisation normalisation, int channels)
    {
        CheckChannels(normalisation, channels);
        _values = new float[channels * Bytes];
        for (var i = 0; i < _values.Length; i++)
            _values[i] = (i % Bytes / normalisation.Scale - normalisation.Mean[i / Bytes]) / normalisation.Deviation[i / Bytes];
    }

    /// <exception cref="ArgumentException">The normalisation has another number of channels.</exception>
    public static void CheckChannels(PixelNormalisation normalisation, int channels)
    {
        if (normalisation.Mean.Count != channels || normalisation.Deviation.Count != channels)
            throw new ArgumentException($"the normalisation must have a mean and a deviation for each of {channels} channels", nameof(normalisation));
    }

    /// <summary>The 256 inputs of one channel.</summary>
    public ReadOnlySpan<float> Channel(int channel) => _values.AsSpan(channel * Bytes, Bytes);
}
