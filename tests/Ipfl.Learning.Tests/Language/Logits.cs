using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Language;

/// <summary>Logits of whole texts.</summary>
internal static class Logits
{
    /// <summary>After each token, text after text.</summary>
    public static double[] Of(LlamaModel model, params int[][] texts)
    {
        using var untracked = no_grad();
        var tokens = tensor(texts.SelectMany(text => text).Select(token => (long)token).ToArray()).view(texts.Length, texts[0].Length);
        return model.Logits(model.Hidden(tokens, adapter: null).flatten(0, 1)).Numbers();
    }

    public static double[] Of(ReferenceLlama model, params int[][] texts) => [.. texts.SelectMany(text => model.Logits(text)).SelectMany(logits => logits)];

    /// <summary>‖a − b‖/‖b‖.</summary>
    public static double Distance(double[] a, double[] b) =>
        Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum() / b.Sum(y => y * y));
}
