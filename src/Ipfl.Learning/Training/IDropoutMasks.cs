using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>The masks of one model after another; each is a function of its random stream and of how much was drawn from it before.</summary>
internal interface IDropoutMasks : IDisposable
{
    /// <summary>Takes on the next model.</summary>
    void Begin(RandomStream random);

    /// <summary>Begins the next pass; the masks of the one before are no longer needed.</summary>
    void BeginPass();

    /// <summary>The next mask: float32 [count], 0 where a random byte is below <paramref name="dropped"/>, else <paramref name="kept"/>. The caller's, until the next pass.</summary>
    Tensor Next(long count, int dropped, float kept);
}
