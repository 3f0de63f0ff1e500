namespace Ipfl.Agent;

/// <summary>
/// Makes of a trained model θ what may be uploaded: θ⁰ + clip(θ − θ⁰) + noise. The initial model θ⁰ is known to all, so every release is
/// that of one vector no longer than the clip, whatever was trained before. Training itself goes on with the exact model: a centre v in which
/// the upload u has the weight w is moved by w(θ − u), which takes the participant's own noise and clipping out of it again.
/// </summary>
/// <param name="settings">Clip and noise.</param>
/// <param name="noise">Standard normal numbers.</param>
internal sealed class UploadBlur(PrivacySettings settings, INormalNoise noise)
{
    /// <summary>The upload, in the order of the arguments' numbers.</summary>
    public float[] Blur(ReadOnlySpan<float> model, ReadOnlySpan<float> initial)
    {
        var square = 0.0;
        for (var i = 0; i < model.Length; i++) square += ((double)model[i] - initial[i]) * ((double)model[i] - initial[i]);
        var scale = Math.Min(1, settings.Clip / Math.Sqrt(square));
        var deviation = settings.Noise * settings.Clip;
        var upload = new float[model.Length];
        for (var i = 0; i < upload.Length; i++) upload[i] = (float)(initial[i] + scale * ((double)model[i] - initial[i]) + deviation * noise.Next());
        return upload;
    }

    /// <summary>The centre for the exact model: v + w(θ − u).</summary>
    public static float[] Sharpen(ReadOnlySpan<float> centre, ReadOnlySpan<float> model, ReadOnlySpan<float> upload, double weight)
    {
        var sharp = new float[centre.Length];
        for (var i = 0; i < sharp.Length; i++) sharp[i] = (float)(centre[i] + weight * ((double)model[i] - upload[i]));
        return sharp;
    }
}
