namespace Ipfl.Learning;

/// <summary>
/// The parameters of <see cref="ResNet20"/> under the names of the PyTorch implementation that most people use: per convolution its weight
/// and the weight and bias of its normalisation; the last layer; then per convolution the running mean and variance.
/// </summary>
internal static class ResNetLayout
{
    /// <summary>How many blocks there are.</summary>
    public const int Blocks = Groups * BlocksInGroup;

    /// <summary>How many convolutions there are.</summary>
    public const int Convolutions = 1 + 2 * Blocks;

    /// <summary>How many numbers the last layer sees.</summary>
    public const int Features = FirstWidth << (Groups - 1);

    /// <summary>The name of the one bias that is not a normalisation's.</summary>
    public const string LastBias = "linear.bias";

    private const int Groups = 3;
    private const int BlocksInGroup = 3;
    private const int FirstWidth = 16;
    private const string Variance = "running_var";

    /// <summary>The parameters, then the buffers.</summary>
    public static IReadOnlyList<ModelParameter> Of(int channels, int classes) =>
        ParameterLayout.WithBuffers([.. Trained(channels, classes)], [.. Buffers()]);

    /// <summary>Whether a block begins a group at half the resolution and with twice the channels.</summary>
    public static bool Halves(int block) => block > 0 && block % BlocksInGroup == 0;

    /// <summary>Whether a parameter of one dimension is a factor or a variance.</summary>
    public static bool BeginsAtOne(ModelParameter parameter) =>
        parameter.Name.EndsWith(".weight", StringComparison.Ordinal) || parameter.Name.EndsWith(Variance, StringComparison.Ordinal);

    private static IEnumerable<(string Name, long[] Shape)> Trained(int channels, int classes)
    {
        long inputs = channels;
        foreach (var (prefix, number, width) in Layers())
        {
            yield return ($"{prefix}conv{number}.weight", [width, inputs, 3, 3]);
            yield return ($"{prefix}bn{number}.weight", [width]);
            yield return ($"{prefix}bn{number}.bias", [width]);
            inputs = width;
        }

        yield return ("linear.weight", [classes, Features]);
        yield return (LastBias, [classes]);
    }

    private static IEnumerable<(string Name, long[] Shape)> Buffers()
    {
        foreach (var (prefix, number, width) in Layers())
        {
            yield return ($"{prefix}bn{number}.running_mean", [width]);
            yield return ($"{prefix}bn{number}.{Variance}", [width]);
        }
    }

    /// <summary>Where each convolution is and how many channels it gives.</summary>
    private static IEnumerable<(string Prefix, int Number, long Width)> Layers()
    {
        yield return ("", 1, FirstWidth);
        for (var block = 0; block < Blocks; block++)
        {
            var group = block / BlocksInGroup;
            for (var number = 1; number <= 2; number++)
                yield return ($"layer{group + 1}.{block % BlocksInGroup}.", number, FirstWidth << group);
        }
    }
}
