using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Ipfl.Agent;

/// <summary>Independent standard normal numbers.</summary>
internal interface INormalNoise
{
    /// <summary>The next one.</summary>
    double Next();
}

/// <summary>From the system's cryptographic source: nobody can draw them again. Both numbers of each Box–Muller pair are used.</summary>
internal sealed class SecretNoise : INormalNoise
{
    private readonly ulong[] _bits = new ulong[1024];
    private int _next;
    private double? _spare;

    /// <inheritdoc/>
    public double Next()
    {
        if (_spare is { } spare)
        {
            _spare = null;
            return spare;
        }

        var (radius, angle) = (Math.Sqrt(-2 * Math.Log(1 - Uniform())), 2 * Math.PI * Uniform());
        _spare = radius * Math.Sin(angle);
        return radius * Math.Cos(angle);
    }

    /// <summary>In [0, 1), 53 random bits.</summary>
    private double Uniform()
    {
        if (_next == 0) RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(_bits.AsSpan()));
        var bits = _bits[_next];
        _next = (_next + 1) % _bits.Length;
        return (bits >> 11) * (1.0 / (1UL << 53));
    }
}
