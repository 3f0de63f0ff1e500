namespace Ipfl.Learning;

/// <summary>How the frozen weights of a base model lie in memory.</summary>
public enum WeightPrecision
{
    /// <summary>Four bytes a number.</summary>
    F32,

    /// <summary>Two bytes a number; all is computed in it, but norms, angles and losses.</summary>
    BF16,

    /// <summary>
    /// The matrices of the layers in one byte a number, by row in 127ths of its largest magnitude, with a float32 scale a row; the rest, and
    /// what is computed, in float32 on the processor and in two bytes on a GPU.
    /// </summary>
    I8,
}
