namespace Ipfl.Data.Tests.Partitions;

public sealed class ValidationSplitTests
{
    [Fact]
    public void Both_parts_are_all_samples_in_their_order_and_every_class_gives_its_share()
    {
        var random = new RandomStream(1, RandomPurpose.Market);
        for (var trial = 0; trial < 2000; trial++)
        {
            var classes = Enumerable.Range(0, random.NextInt(60)).Select(_ => random.NextInt(1 + random.NextInt(8))).ToArray();
            var samples = Enumerable.Range(0, classes.Length).Select(i => 3 * i + 1).ToArray();
            var share = random.NextDouble() * 0.6;
            var (train, held) = ValidationSplit.Split(samples, sample => classes[sample / 3], share, seed: trial, participant: 2);
            Assert.Equal(samples, train.Concat(held).Order());
            Assert.Equal(train.Order(), train);
            Assert.Equal(held.Order(), held);
            Assert.Equal(ValidationSplit.Count(samples.Length, share), held.Length);
            if (samples.Length == 0) continue;

            // A class's quota is its exact share, up to one sample.
            var exact = (double)held.Length / samples.Length;
            foreach (var group in samples.GroupBy(sample => classes[sample / 3]))
                Assert.InRange(held.Count(sample => classes[sample / 3] == group.Key) - exact * group.Count(), -1, 1);
        }
    }

    [Theory]
    [InlineData(100, 0.1, 10)]
    [InlineData(25, 0.1, 3)]
    [InlineData(3, 0.01, 1)]
    [InlineData(2, 0.9, 1)]
    [InlineData(1, 0.5, 0)]
    [InlineData(0, 0.5, 0)]
    [InlineData(50, 0, 0)]
    public void The_share_is_rounded_and_something_is_left_on_both_sides(int samples, double share, int held) => Assert.Equal(held, ValidationSplit.Count(samples, share));

    [Fact]
    public void Seed_and_participant_choose()
    {
        Assert.Equal(Held(5, 1), Held(5, 1));
        Assert.NotEqual(Held(5, 1), Held(6, 1));
        Assert.NotEqual(Held(5, 1), Held(5, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => ValidationSplit.Split([1, 2], _ => 0, 1, 0, 0));

        static int[] Held(long seed, int participant) => ValidationSplit.Split([.. Enumerable.Range(0, 200)], place => place % 10, 0.1, seed, participant).HeldOut;
    }
}
