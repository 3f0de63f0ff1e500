using System.Buffers.Binary;
using System.Numerics;

namespace Ipfl.Data;

/// <summary>What a random stream is drawn for; each purpose has streams of its own, so that adding draws to one never shifts another.</summary>
public enum RandomPurpose
{
    /// <summary>Splitting the training set among the participants.</summary>
    Partition = 1,

    /// <summary>The common initial model.</summary>
    InitialModel = 2,

    /// <summary>The order in which a participant sees its samples in a round.</summary>
    Batches = 3,

    /// <summary>Crops and flips of a participant's images in a round.</summary>
    Augmentation = 4,

    /// <summary>The order in which a participant shows its samples to a further model that it trains in a round.</summary>
    FurtherBatches = 5,

    /// <summary>Crops and flips of the images for such a further model.</summary>
    FurtherAugmentation = 6,

    /// <summary>What an algorithm draws between two rounds.</summary>
    Algorithm = 7,

    /// <summary>Which units a participant's network drops in a round.</summary>
    Dropout = 8,

    /// <summary>Which units such a further model drops.</summary>
    FurtherDropout = 9,

    /// <summary>Which of a domain's samples are test samples: one stream per domain, the same for every seed of a run.</summary>
    DomainSplit = 10,

    /// <summary>Which participants lie, ride free or attack.</summary>
    Roles = 11,

    /// <summary>Gain scale and sharing cost of a participant that are drawn by its type.</summary>
    Types = 12,

    /// <summary>What a participant uploads in a round in place of its model.</summary>
    Upload = 13,

    /// <summary>Likewise in place of such a further model.</summary>
    FurtherUpload = 14,

    /// <summary>Whether a participant that a round has cost something leaves.</summary>
    Leaving = 15,

    /// <summary>The order in which a participant's samples are counted where it uses only some of them.</summary>
    SampleOrder = 16,

    /// <summary>Which of a source's instruction records are held out as its test records: one stream per source.</summary>
    HeldOut = 17,

    /// <summary>Tokens of a text that a language model makes.</summary>
    Generation = 18,

    /// <summary>Which of its samples a participant holds out to judge models on: one stream per participant.</summary>
    Validation = 19,

    /// <summary>On which test samples, and for which of many trades, it is measured what a participant's imports in a round are worth.</summary>
    Worth = 26,

    /// <summary>Random markets.</summary>
    Market = 20,

    /// <summary>The projection of sketches of models.</summary>
    Sketch = 21,

    /// <summary>Which samples each of a holder's names has.</summary>
    Names = 30,
}

/// <summary>
/// A reproducible stream of random numbers, one per seed, purpose, round and participant. Equal arguments give equal bits on every
/// machine and in every thread order; normal numbers are as equal as the machines' logarithm and cosine. The generator is xoshiro256**
/// (Blackman and Vigna, 2018), seeded through SplitMix64.
/// </summary>
public sealed class RandomStream
{
    private ulong _s0, _s1, _s2, _s3;

    /// <summary>Opens the stream for one purpose of one run; <paramref name="round"/> and <paramref name="participant"/> are 0-based.</summary>
    public RandomStream(long seed, RandomPurpose purpose, int round = 0, int participant = 0)
    {
        var state = Mix(Mix(Mix(Mix((ulong)seed) ^ (ulong)purpose) ^ (uint)round) ^ (uint)participant);
        _s0 = Mix(state);
        _s1 = Mix(_s0);
        _s2 = Mix(_s1);
        _s3 = Mix(_s2);
    }

    /// <summary>A stream from a state of the generator, which may not be all zeros.</summary>
    internal RandomStream(ulong s0, ulong s1, ulong s2, ulong s3) => (_s0, _s1, _s2, _s3) = (s0, s1, s2, s3);

    /// <summary>64 uniform random bits.</summary>
    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A uniform integer in [0, <paramref name="exclusiveMax"/>), without modulo bias worth naming (under 2⁻³² for any int).</summary>
    public int NextInt(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMax);
        return (int)Math.BigMul(NextUInt64(), (ulong)exclusiveMax, out _);
    }

    /// <summary>A uniform double in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A standard normal number (Box–Muller, one of the pair).</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Permutes <paramref name="items"/> uniformly (Fisher–Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>The numbers 0 … <paramref name="count"/> − 1 in uniform random order.</summary>
    public int[] Permutation(int count)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++) order[i] = i;
        Shuffle(order.AsSpan());
        return order;
    }

    /// <summary>Fills <paramref name="target"/> with random bytes.</summary>
    public void NextBytes(Span<byte> target)
    {
        for (; target.Length >= sizeof(ulong); target = target[sizeof(ulong)..])
            BinaryPrimitives.WriteUInt64LittleEndian(target, NextUInt64());
        for (var i = 0; i < target.Length; i++) target[i] = (byte)NextUInt64();
    }

    /// <summary>The number that SplitMix64 gives from the state <paramref name="x"/>.</summary>
    internal static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
