using CsCheck;
using Ipfl.Data;

namespace Ipfl.Learning.Tests.Training;

public sealed class ImageConversionTests
{
    private static readonly PixelNormalisation Normalisation = new([0.4914f, 0.4822f, 0.4465f], [0.2023f, 0.1994f, 0.2010f]);

    private static readonly Gen<(ImageShape Shape, byte[] Image)> Images =
        from height in Gen.Int[5, 20]
        from width in Gen.Int[5, 20]
        from image in Gen.Byte.Array[3 * height * width]
        select (new ImageShape(3, height, width), image);

    [Fact]
    public void Without_a_crop_every_byte_is_normalised_by_its_channel() => Images.Sample(sample =>
    {
        var input = new float[sample.Image.Length];
        ImageConversion.Copy(sample.Image, input, sample.Shape, new PixelTable(Normalisation, 3));
        Check(sample.Shape, input, (channel, y, x) => At(sample, channel, y, x));
    });

    [Fact]
    public void A_crop_shows_the_moved_and_mirrored_image_with_black_around_it() =>
        Gen.Select(Images, Gen.Int[-4, 4], Gen.Int[-4, 4], Gen.Bool).Sample((sample, down, right, flip) =>
        {
            var input = new float[sample.Image.Length];
            ImageConversion.Copy(sample.Image, input, sample.Shape, new PixelTable(Normalisation, 3), new Crop(down, right, flip));
            Check(sample.Shape, input, (channel, y, x) => At(sample, channel, y + down, (flip ? sample.Shape.Width - 1 - x : x) + right));
        });

    [Fact]
    public void Every_offset_and_both_sides_come_up_equally_often()
    {
        const int Draws = 81 * 2 * 200;
        var crops = new CropAndFlip(new RandomStream(1, RandomPurpose.Augmentation));
        var counts = Enumerable.Range(0, Draws).Select(_ => crops.Next()).CountBy(crop => crop).ToDictionary();

        Assert.Equal(81 * 2, counts.Count);
        Assert.All(counts.Keys, crop => Assert.True(crop is { Down: >= -4 and <= 4, Right: >= -4 and <= 4 }));
        // 200 expected each; six standard deviations.
        Assert.All(counts.Values, count => Assert.InRange(count, 200 - 85, 200 + 85));
    }

    [Fact]
    public void A_normalisation_for_other_channels_is_refused() =>
        Assert.Throws<ArgumentException>(() => new PixelTable(Normalisation, 1));

    private static void Check(ImageShape shape, float[] input, Func<int, int, int, byte> expected)
    {
        for (var channel = 0; channel < shape.Channels; channel++)
            for (var y = 0; y < shape.Height; y++)
                for (var x = 0; x < shape.Width; x++)
                {
                    var value = (expected(channel, y, x) / 255.0 - Normalisation.Mean[channel]) / Normalisation.Deviation[channel];
                    Assert.Equal(value, input[(channel * shape.Height + y) * shape.Width + x], 1e-5);
                }
    }

    private static byte At((ImageShape Shape, byte[] Image) sample, int channel, int y, int x)
    {
        var (shape, image) = sample;
        return y < 0 || y >= shape.Height || x < 0 || x >= shape.Width ? (byte)0 : image[(channel * shape.Height + y) * shape.Width + x];
    }
}
