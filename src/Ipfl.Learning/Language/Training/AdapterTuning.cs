namespace Ipfl.Learning;

/// <summary>What the tuning of adapters has of its own, wherever it takes place.</summary>
public static class AdapterTuning
{
    /// <summary>The weight of the <see cref="ProximalTerm"/> in a market with that λ: adapters are pulled by λ‖θ − v‖², not λ/(2η)‖θ − v‖².</summary>
    public static double PullWeight(double lambda) => 2 * lambda;

    /// <summary>The learning rate of a round: it falls from round to round by a cosine, to the final one in the last.</summary>
    /// <param name="first">That of the first round.</param>
    /// <param name="final">That of the last.</param>
    /// <param name="round">The round, from 0.</param>
    /// <param name="rounds">How many there are.</param>
    public static double Rate(double first, double final, int round, int rounds) =>
        final + (first - final) * 0.5 * (1 + Math.Cos(Math.PI * round / Math.Max(1, rounds - 1)));
}
