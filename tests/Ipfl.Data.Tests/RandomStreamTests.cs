using System.Globalization;

namespace Ipfl.Data.Tests;

public class RandomStreamTests
{
    [Fact]
    public void Generator_gives_the_published_numbers_of_xoshiro256starstar()
    {
        var stream = new RandomStream(1, 2, 3, 4);
        ulong[] published =
        [
            11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600,
            16172922978634559625, 8476171486693032832, 10595114339597558777, 2904607092377533576,
        ];
        foreach (var expected in published) Assert.Equal(expected, stream.NextUInt64());
    }

    [Fact]
    public void Seeding_uses_the_published_numbers_of_splitmix64()
    {
        const ulong increment = 0x9E3779B97F4A7C15;
        ulong[] published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        for (var i = 0; i < published.Length; i++) Assert.Equal(published[i], RandomStream.Mix(unchecked(1234567 + (ulong)i * increment)));
    }

    [Theory]
    [InlineData(0, RandomPurpose.Partition, 0, 0, "2235434353397247318")]
    [InlineData(42, RandomPurpose.Batches, 7, 3, "4420135066437280401")]
    [InlineData(-1, RandomPurpose.Augmentation, 49, 9, "3226309109390526415")]
    public void Streams_stay_the_same_from_release_to_release(long seed, RandomPurpose purpose, int round, int participant, string first)
    {
        Assert.Equal(ulong.Parse(first, CultureInfo.InvariantCulture), new RandomStream(seed, purpose, round, participant).NextUInt64());
    }

    [Fact]
    public void No_two_streams_of_a_run_share_numbers()
    {
        var seen = new HashSet<ulong>();
        var streams = 0;
        foreach (var purpose in Enum.GetValues<RandomPurpose>())
            for (var round = 0; round < 10; round++)
                for (var participant = 0; participant < 10; participant++)
                    for (var seed = -2; seed <= 2; seed++, streams++)
                    {
                        var stream = new RandomStream(seed, purpose, round, participant);
                        for (var i = 0; i < 20; i++) seen.Add(stream.NextUInt64());
                    }

        Assert.Equal(streams * 20, seen.Count);
    }

    [Theory]
    [InlineData(RandomPurpose.Partition, RandomPurpose.InitialModel, 0, 0)]
    [InlineData(RandomPurpose.Batches, RandomPurpose.Augmentation, 0, 0)]
    [InlineData(RandomPurpose.Batches, RandomPurpose.Batches, 1, 0)]
    [InlineData(RandomPurpose.Batches, RandomPurpose.Batches, 0, 1)]
    public void Streams_are_uncorrelated(RandomPurpose first, RandomPurpose second, int round, int participant)
    {
        const int count = 100_000;
        var (a, b) = (new RandomStream(5, first), new RandomStream(5, second, round, participant));
        var covariance = 0.0;
        for (var i = 0; i < count; i++) covariance += (a.NextDouble() - 0.5) * (b.NextDouble() - 0.5);
        Assert.InRange(covariance / count * 12, -5 / Math.Sqrt(count), 5 / Math.Sqrt(count));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(1000)]
    public void Integers_are_uniform(int size)
    {
        const int perCell = 1000;
        var stream = new RandomStream(9, RandomPurpose.Batches);
        var cells = new int[size];
        for (var i = 0; i < size * perCell; i++) cells[stream.NextInt(size)]++;
        AssertUniform(cells);
    }

    [Fact]
    public void Bytes_are_uniform_and_any_length_is_filled()
    {
        var stream = new RandomStream(11, RandomPurpose.Augmentation);
        var cells = new int[256];
        for (var length = 0; length < 1000; length++)
        {
            var bytes = new byte[length];
            stream.NextBytes(bytes);
            foreach (var value in bytes) cells[value]++;
        }

        AssertUniform(cells);
    }

    [Fact]
    public void Every_permutation_is_equally_likely()
    {
        var stream = new RandomStream(3, RandomPurpose.Batches);
        var cells = new Dictionary<string, int>();
        for (var i = 0; i < 24_000; i++)
        {
            var key = string.Join(' ', stream.Permutation(4));
            cells[key] = cells.GetValueOrDefault(key) + 1;
        }

        Assert.Equal(24, cells.Count);
        AssertUniform([.. cells.Values]);
    }

    [Fact]
    public void Normal_numbers_have_the_moments_of_a_standard_normal()
    {
        const int count = 200_000;
        var stream = new RandomStream(1, RandomPurpose.InitialModel);
        var moments = new double[5];
        for (var i = 0; i < count; i++)
        {
            var x = stream.NextNormal();
            for (var power = 1; power <= 4; power++) moments[power] += Math.Pow(x, power) / count;
        }

        // Variances of the sample moments: 1, 2, 15, 96, each over the count.
        Assert.Equal(0, moments[1], 5 * Math.Sqrt(1.0 / count));
        Assert.Equal(1, moments[2], 5 * Math.Sqrt(2.0 / count));
        Assert.Equal(0, moments[3], 5 * Math.Sqrt(15.0 / count));
        Assert.Equal(3, moments[4], 5 * Math.Sqrt(96.0 / count));
    }

    /// <summary>χ² within five standard deviations of its mean.</summary>
    private static void AssertUniform(int[] cells)
    {
        var expected = cells.Average();
        var chiSquare = cells.Sum(cell => (cell - expected) * (cell - expected) / expected);
        var freedom = cells.Length - 1;
        Assert.InRange(chiSquare, freedom - 5 * Math.Sqrt(2.0 * freedom), freedom + 5 * Math.Sqrt(2.0 * freedom));
    }
}
