namespace Ipfl.Market.Solving;

/// <summary>A law of gain asked in other units than samples.</summary>
internal sealed class UnitGain : IGainFunction
{
    private readonly IGainFunction _gain;
    private readonly double _samples;

    private UnitGain(IGainFunction gain, double samples) => (_gain, _samples) = (gain, samples);

    /// <summary>The law and scale that give for units what the given ones give for samples. The square-root law is its own: √(K/n) in units of 2⁻ᵉ is √(2ᵉK/n).</summary>
    public static (IGainFunction Gain, GainScale Scale) Of(IGainFunction gain, GainScale scale, SampleUnit unit)
    {
        if (unit.Exponent == 0) return (gain, scale);
        return gain is SquareRootGain ? (gain, new(Math.ScaleB(scale.Value, unit.Exponent))) : (new UnitGain(gain, unit.Samples), scale);
    }

    public double Increment(GainScale scale, double from, double added) => _gain.Increment(scale, from * _samples, added * _samples);

    public double Slope(GainScale scale, double total) => _gain.Slope(scale, total * _samples) * _samples;

    public double TotalAtSlope(GainScale scale, double slope) => _gain.TotalAtSlope(scale, slope / _samples) / _samples;

    public double Headroom(GainScale scale, double added, double weight) => _gain.Headroom(scale, added * _samples, weight) / _samples;

    public double TangentGap(GainScale scale, double at, double total) => _gain.TangentGap(scale, at * _samples, total * _samples);
}
