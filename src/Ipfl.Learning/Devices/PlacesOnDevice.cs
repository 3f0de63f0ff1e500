using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>The <see cref="Taps"/> of many images along one side, each [n, places].</summary>
/// <param name="First">Int64: the first of the two pixels that a place lies between.</param>
/// <param name="Second">Int64: the second one.</param>
/// <param name="Share">Float32: the second one's share.</param>
internal readonly record struct PlacesOnDevice(Tensor First, Tensor Second, Tensor Share)
{
    /// <summary>Spreads the places over each image's pixels start … start + length − 1.</summary>
    /// <param name="places">How many there are.</param>
    /// <param name="start">Int64 [n, 1].</param>
    /// <param name="length">Int64 [n, 1].</param>
    /// <param name="mirrored">Int64 [n, 1]: those for which it is not 0 begin at the last pixel; null for none.</param>
    public static PlacesOnDevice Spread(int places, Tensor start, Tensor length, Tensor? mirrored)
    {
        var index = ScalarArithmetic.Range(0, places, start.device).unsqueeze(0);
        if (mirrored is not null) index = where(mirrored.IsNotZero(), index.SubtractedFrom(places - 1), index);
        var last = length.Plus(-1);
        var at = (index.to(ScalarType.Float64).Plus(0.5) * length.to(ScalarType.Float64).Over(places)).Plus(-0.5);
        at = minimum(at.AtLeastZero(), last.to(ScalarType.Float64));
        var first = at.to(ScalarType.Int64);
        return new(start.Plus(first), start.Plus(minimum(first.Plus(1), last)), (at - first).to(ScalarType.Float32));
    }
}
