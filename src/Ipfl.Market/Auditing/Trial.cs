namespace Ipfl.Market.Auditing;

/// <summary>A report that was tried: the utility, and a digest of the trades that came of it, by which jumps are told from slopes.</summary>
internal readonly record struct Trial(double Utility, ulong Trades)
{
    public static Trial operator +(Trial a, Trial b) => new(a.Utility + b.Utility, a.Trades ^ b.Trades);

    /// <summary>The digest of one trade; digests of several are combined by XOR, in any order.</summary>
    public static ulong DigestOf(int buyer, int seller)
    {
        // The finaliser of SplitMix64 spreads neighbouring numbers over all bits.
        var mixed = ((ulong)(uint)buyer << 32) + (uint)seller + 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
