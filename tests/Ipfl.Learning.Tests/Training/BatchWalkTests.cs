using CsCheck;
using Ipfl.Data;

namespace Ipfl.Learning.Tests.Training;

public sealed class BatchWalkTests
{
    [Fact]
    public void Every_shuffle_shows_each_sample_once_in_batches_of_full_size_but_the_last() =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[1, 70], Gen.Long).Sample((samples, size, seed) =>
        {
            var held = Enumerable.Range(1000, samples).ToArray();
            var walk = new BatchWalk(held, size, new RandomStream(seed, RandomPurpose.Batches));
            for (var shuffle = 0; shuffle < 3; shuffle++)
            {
                var seen = new List<int>();
                while (seen.Count < samples)
                {
                    var batch = walk.Next();
                    Assert.Equal(Math.Min(size, samples - seen.Count), batch.Length);
                    seen.AddRange(batch);
                }

                Assert.Equal(held, seen.Order());
            }

            Assert.Equal(Enumerable.Range(1000, samples), held);
        });

    [Fact]
    public void The_second_shuffle_is_another_one()
    {
        var walk = new BatchWalk([.. Enumerable.Range(0, 100)], 100, new RandomStream(1, RandomPurpose.Batches));
        var first = walk.Next().ToArray();
        Assert.NotEqual(first, walk.Next().ToArray());
    }
}
