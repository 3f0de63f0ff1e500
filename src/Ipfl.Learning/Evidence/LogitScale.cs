namespace Ipfl.Learning;

/// <summary>
/// Cross-entropy of logits z scaled by s: log Σ_k exp(s z_k) − s z_y. Its mean is convex in s, so its only minimum is found by Newton steps
/// on log s that fall back on halving the interval.
/// </summary>
internal static class LogitScale
{
    /// <summary>The interval of s: where the loss still falls at its end, that is as good as there is need for.</summary>
    public const double Smallest = 1e-3, Largest = 1e3;

    private const double Precision = 1e-10;
    private const int MostSteps = 100;

    /// <summary>The s in [<see cref="Smallest"/>, <see cref="Largest"/>] with the least weighted mean.</summary>
    public static double Best(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights)
    {
        if (Slopes(logits, labels, weights, Smallest).First >= 0) return Smallest;
        if (Slopes(logits, labels, weights, Largest).First <= 0) return Largest;
        var (low, high, at) = (Math.Log(Smallest), Math.Log(Largest), 0.0);
        for (var step = 0; step < MostSteps && high - low > Precision; step++)
        {
            var s = Math.Exp(at);
            var (first, second) = Slopes(logits, labels, weights, s);
            if (first == 0) return s;
            if (first > 0) high = at;
            else low = at;
            var bend = first + (s * second);
            var next = at - (first / bend);
            if (Math.Abs(next - at) < Precision) return s;
            at = bend > 0 && next > low && next < high ? next : (low + high) / 2;
        }

        return Math.Exp(at);
    }

    /// <summary>Each sample's loss at s.</summary>
    public static void Losses(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, double s, Span<double> losses)
    {
        var classes = logits.Length / labels.Length;
        for (var i = 0; i < labels.Length; i++)
        {
            var row = logits.Slice(i * classes, classes);
            var (largest, sum) = (Top(row), 0.0);
            foreach (var z in row) sum += Math.Exp(s * (z - largest));
            losses[i] = Math.Log(sum) - (s * (row[labels[i]] - largest));
        }
    }

    /// <summary>Whether the first of the largest logits is the right one.</summary>
    public static void Answers(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, Span<bool> correct)
    {
        var classes = logits.Length / labels.Length;
        for (var i = 0; i < labels.Length; i++)
        {
            var row = logits.Slice(i * classes, classes);
            correct[i] = row.IndexOf((float)Top(row)) == labels[i];
        }
    }

    /// <summary>First and second derivative of the weighted mean in s: Σ w (E z − z_y) and Σ w Var z, under p ∝ exp(s z).</summary>
    private static (double First, double Second) Slopes(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights, double s)
    {
        var classes = logits.Length / labels.Length;
        var (first, second) = (0.0, 0.0);
        for (var i = 0; i < labels.Length; i++)
        {
            if (weights[i] == 0) continue;
            var row = logits.Slice(i * classes, classes);
            var largest = Top(row);
            var (sum, moment, square) = (0.0, 0.0, 0.0);
            foreach (var z in row)
            {
                var below = z - largest;
                var part = Math.Exp(s * below);
                (sum, moment, square) = (sum + part, moment + (part * below), square + (part * below * below));
            }

            var mean = moment / sum;
            first += weights[i] * (mean - (row[labels[i]] - largest));
            second += weights[i] * Math.Max(0, (square / sum) - (mean * mean));
        }

        return (first, second);
    }

    private static double Top(ReadOnlySpan<float> row)
    {
        var largest = row[0];
        foreach (var z in row[1..]) largest = Math.Max(largest, z);
        return largest;
    }
}
