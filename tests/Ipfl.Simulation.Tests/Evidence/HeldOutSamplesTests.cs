using Ipfl.Data;

namespace Ipfl.Simulation.Tests.Evidence;

public sealed class HeldOutSamplesTests
{
    private static readonly Partition Whole = new([[.. Enumerable.Range(0, 100)], [.. Enumerable.Range(100, 37)], [200]]);

    [Fact]
    public void Everybody_s_samples_are_parted_and_nothing_is_lost()
    {
        var held = HeldOutSamples.Of(Whole, new(0.1, 0.05), sample => sample % 4, seed: 3);
        Assert.Equal([10, 4, 0], held.Validation.Select(own => own.Length));
        Assert.Equal([85, 31, 1], held.Training.Participants.Select(own => own.Length));
        Assert.Equal(
            Whole.Participants.SelectMany(own => own),
            held.Training.Participants.Concat(held.Validation).Append(held.Probe).SelectMany(own => own).Order());
        foreach (var (own, some) in Whole.Participants.Zip(held.Validation)) Assert.Empty(some.Except(own));
    }

    [Fact]
    public void What_is_held_out_does_not_depend_on_the_probe_and_without_shares_nothing_changes()
    {
        Assert.Equal(HeldOutSamples.Of(Whole, new(0.1, 0), _ => 0, 3).Validation, HeldOutSamples.Of(Whole, new(0.1, 0.2), _ => 0, 3).Validation);
        Assert.NotEqual(HeldOutSamples.Of(Whole, new(0.1, 0), _ => 0, 3).Validation, HeldOutSamples.Of(Whole, new(0.1, 0), _ => 0, 4).Validation);
        Assert.Same(Whole, HeldOutSamples.Of(Whole, new(0, 0), _ => throw new InvalidOperationException(), 3).Training);
    }

    [Fact]
    public void The_operator_s_set_counts_as_the_buyer_s_own_mixture()
    {
        // Classes 0, 0, 1, 1, 1, 2 there; three of class 1 and one of class 0 here.
        int[] probe = [0, 4, 1, 5, 9, 2];
        var seen = JudgedOn.Probe(probe, sample => sample % 4, [1, 5, 9, 8]);
        Assert.Equal([0, 4, 1, 5, 9], seen.Samples);
        Assert.Equal([0.5, 0.5, 1, 1, 1], seen.Weights!);
        Assert.Empty(JudgedOn.Probe([2], sample => sample % 4, [1]).Samples);
    }
}
