namespace Ipfl.Agent.Tests.Privacy;

public sealed class UploadBlurTests
{
    private static readonly float[] Initial = [1, -2, 3, 0];

    [Theory]
    [InlineData(10, 1)]
    [InlineData(2.5, 0.5)]
    public void What_is_longer_than_the_clip_is_shortened_and_what_is_not_stays(double clip, double scale)
    {
        float[] model = [1 + 3, -2, 3, 4];
        var upload = new UploadBlur(new(clip, 1, 1e-5), new Silence()).Blur(model, Initial);
        Assert.Equal([(float)(1 + 3 * scale), -2, 3, (float)(4 * scale)], upload);
    }

    [Fact]
    public void A_model_that_never_moved_has_no_direction_and_stays() =>
        Assert.Equal(Initial, new UploadBlur(new(1, 1, 1e-5), new Silence()).Blur(Initial, Initial));

    [Fact]
    public void The_noise_has_the_deviation_that_is_accounted_for()
    {
        var upload = new UploadBlur(new(3, 2, 1e-5), new SeededNoise(1)).Blur(new float[200_000], new float[200_000]);
        Assert.InRange(upload.Average(), -0.06, 0.06);
        Assert.InRange(Math.Sqrt(upload.Average(x => (double)x * x)), 5.96, 6.04);
    }

    /// <summary>A centre that adds to the upload adds as much to the exact model.</summary>
    [Fact]
    public void The_own_noise_is_taken_out_of_the_centre() =>
        Assert.Equal([2.5f, 4], UploadBlur.Sharpen(centre: [100.5f, -8], model: [2, 5], upload: [100, -7], weight: 1));

    [Fact]
    public void Secret_noise_is_normal_and_never_the_same()
    {
        var (noise, count) = (new SecretNoise(), 200_000);
        double[] numbers = [.. Enumerable.Range(0, count).Select(_ => noise.Next())];
        Assert.All(numbers, number => Assert.True(double.IsFinite(number)));
        Assert.InRange(numbers.Average(), -0.015, 0.015);
        Assert.InRange(numbers.Average(x => x * x), 0.98, 1.02);
        Assert.InRange(numbers.Average(x => x * x * x * x), 2.8, 3.2);
        Assert.InRange(numbers.Zip(numbers.Skip(1), (x, y) => x * y).Average(), -0.015, 0.015);
        Assert.Equal(count, numbers.Distinct().Count());
    }

    private sealed class Silence : INormalNoise
    {
        public double Next() => 0;
    }
}
