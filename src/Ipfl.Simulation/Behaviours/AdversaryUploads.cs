using System.Runtime.InteropServices;
using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Simulation;

/// <summary>Models that adversaries may upload in place of their own.</summary>
/// <param name="Initial">θ⁰, [d].</param>
/// <param name="Bought">The centres that were bought in the round before, a row per name or one for all; null where a name's own model is what it bought.</param>
internal readonly record struct OtherModels(Tensor Initial, Tensor? Bought);

/// <summary>What adversaries upload.</summary>
internal static class AdversaryUploads
{
    /// <summary>Puts what an adversary uploads in place of its model.</summary>
    /// <param name="upload">Its own model at first, [d].</param>
    /// <param name="participant">The adversary.</param>
    /// <param name="number">Its number.</param>
    /// <param name="models">Everybody's models, [all, d].</param>
    /// <param name="settings">What it does.</param>
    /// <param name="others">Further models to take from.</param>
    /// <param name="random">The stream of its noise.</param>
    public static void Alter(Span<float> upload, Participant participant, int number, Tensor models, AdversarySettings settings, OtherModels others, RandomStream random)
    {
        var initial = Numbers(others.Initial);
        switch (settings.Kind)
        {
            case AdversaryKind.Initial:
                initial.CopyTo(upload);
                break;
            case AdversaryKind.Scaled:
                for (var i = 0; i < upload.Length; i++) upload[i] = (float)(initial[i] + (settings.Factor * ((double)upload[i] - initial[i])));
                break;
            case AdversaryKind.Copy:
                Take(models, participant.Copies!.Value, upload);
                if (settings.CopyNoise > 0) Blur(upload, initial, settings.CopyNoise, random);
                break;
            case AdversaryKind.Reseller when others.Bought is { } bought:
                Take(bought, bought.shape[0] == 1 ? 0 : number, upload);
                break;
        }
    }

    /// <summary>Adds normal noise whose norm is to that of the update as <paramref name="relative"/> is to 1, on average.</summary>
    private static void Blur(Span<float> model, ReadOnlySpan<float> initial, double relative, RandomStream random)
    {
        var square = 0.0;
        for (var i = 0; i < model.Length; i++) square += Math.Pow((double)model[i] - initial[i], 2);
        var deviation = relative * Math.Sqrt(square / model.Length);
        foreach (ref var number in model) number = (float)(number + (deviation * random.NextNormal()));
    }

    private static void Take(Tensor rows, int row, Span<float> target)
    {
        using var taken = rows.select(0, row);
        Numbers(taken).CopyTo(target);
    }

    private static ReadOnlySpan<float> Numbers(Tensor model) => MemoryMarshal.Cast<byte, float>(model.bytes);
}
