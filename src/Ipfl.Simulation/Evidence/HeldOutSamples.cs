using Ipfl.Data;

namespace Ipfl.Simulation;

/// <summary>
/// Who trains on which samples, and what nobody trains on: each participant's own held-out samples, and the operator's set, to which each
/// gives a share. Everything follows from partition, shares and seed, so that a resumed run and another algorithm find the same.
/// </summary>
/// <param name="Training">What each participant trains on; N_i are its samples here.</param>
/// <param name="Validation">What each holds out; empty where nothing is held out, or where one sample is all there is.</param>
/// <param name="Probe">The operator's set.</param>
internal sealed record HeldOutSamples(Partition Training, IReadOnlyList<int[]> Validation, int[] Probe)
{
    /// <summary>Takes the shares off a partition, stratified by class.</summary>
    /// <param name="whole">Who holds which samples.</param>
    /// <param name="shares">The shares, of all that a participant holds.</param>
    /// <param name="classOf">A sample's class.</param>
    /// <param name="seed">The run's seed.</param>
    public static HeldOutSamples Of(Partition whole, HeldOutShares shares, Func<int, int> classOf, long seed)
    {
        if (shares is { Validation: 0, Probe: 0 }) return new(whole, [.. whole.Participants.Select(_ => Array.Empty<int>())], []);
        var (training, validation, probe) = (new int[whole.Participants.Count][], new int[whole.Participants.Count][], new List<int>());
        for (var i = 0; i < training.Length; i++)
        {
            (training[i], validation[i]) = ValidationSplit.Split(whole.Participants[i], classOf, shares.Validation, seed, i);

            // The operator's share comes off what is left: the same samples are held out whether there is a probe or not.
            (training[i], var given) = ValidationSplit.Split(training[i], classOf, shares.Probe / (1 - shares.Validation), seed, i);
            probe.AddRange(given);
        }

        return new(new(training), validation, [.. probe.Order()]);
    }
}
