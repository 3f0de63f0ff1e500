using CsCheck;
using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Training;

/// <summary>Boxes of images as inputs of another size, against plain double precision and against PyTorch.</summary>
public sealed class ResamplerTests : TorchTest
{
    private static readonly PixelNormalisation Normalisation = new([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);

    private static readonly Gen<(ImageShape Stored, ImageShape Input, Box Box, byte[] Image)> Cases =
        from height in Gen.Int[1, 40]
        from width in Gen.Int[1, 40]
        from input in Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40])
        from boxHeight in Gen.Int[1, height]
        from boxWidth in Gen.Int[1, width]
        from top in Gen.Int[0, height - boxHeight]
        from left in Gen.Int[0, width - boxWidth]
        from flip in Gen.Bool
        from image in Gen.Byte.Array[3 * height * width]
        select (new ImageShape(3, height, width), new ImageShape(3, input.Item1, input.Item2), new Box(top, left, boxHeight, boxWidth, flip), image);

    [Fact]
    public void Any_box_becomes_the_input_that_plain_arithmetic_gives() => Cases.Sample(
        sample =>
        {
            var (stored, input, box, image) = sample;
            var filled = new float[input.Size];
            var resampler = new Resampler(stored, input, new PixelTable(Normalisation, 3));
            // Twice: the second time the scratch rows hold what the first left.
            resampler.Copy(image.Select(value => (byte)~value).ToArray(), filled, box);
            resampler.Copy(image, filled, box);
            for (var i = 0; i < filled.Length; i++)
            {
                var (channel, y, x) = (i / (input.Height * input.Width), i / input.Width % input.Height, i % input.Width);
                Assert.Equal(Reference(sample, channel, y, x), filled[i], 1e-5);
            }
        },
        iter: 2000);

    [Fact]
    public void The_whole_image_becomes_what_PyTorch_interpolates()
    {
        var images = Images(3);
        using var batch = new ImageBatch(images, new PixelTable(Normalisation, 3), 3);
        var (inputs, labels) = batch.Fill([2, 0], crops: null);
        Assert.Equal([2L, 3, 64, 64], inputs.shape);
        Assert.Equal([images.Labels.Span[2], images.Labels.Span[0]], labels.data<long>().ToArray());

        var pixels = tensor(images.Pixels.ToArray()).reshape(3, 3, 72, 72).to(float64) / 255;
        pixels = (pixels - Channels(Normalisation.Mean)) / Channels(Normalisation.Deviation);
        var expected = nn.functional.interpolate(pixels, [64, 64], mode: InterpolationMode.Bilinear, align_corners: false);
        Near.Equal(cat([expected[2], expected[0]]).data<double>().ToArray(), inputs.Numbers(), 1e-5);
    }

    [Fact]
    public void Augmented_batches_are_the_boxes_of_their_stream_and_others_leave_it_alone()
    {
        var images = Images(40);
        var table = new PixelTable(Normalisation, 3);
        using var batch = new ImageBatch(images, table, 40);
        var indices = Enumerable.Range(0, 40).Reverse().ToArray();
        var (inputs, _) = batch.Fill(indices, ImageViews.Augmented(images, table, Stream(5)));
        var boxes = new ResizedCropAndFlip(Stream(5), images.Shape);
        var resampler = new Resampler(images.Shape, images.InputShape, table);
        var expected = new float[images.InputShape.Size];
        for (var i = 0; i < indices.Length; i++)
        {
            resampler.Copy(images.Pixels.Span.Slice(indices[i] * images.Shape.Size, images.Shape.Size), expected, boxes.Next());
            Assert.Equal(expected, inputs[i].data<float>().ToArray());
        }
    }

    [Fact]
    public void Batches_fill_without_taking_memory()
    {
        var images = Images(64);
        var table = new PixelTable(Normalisation, 3);
        using var batch = new ImageBatch(images, table, 64);
        var crops = ImageViews.Augmented(images, table, Stream(1));
        var indices = Enumerable.Range(0, 64).ToArray();
        batch.Fill(indices, crops);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++) batch.Fill(indices, crops);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10 * 1024);
    }

    /// <summary>Bilinear between pixel centres, step by step in double precision.</summary>
    private static double Reference((ImageShape Stored, ImageShape Input, Box Box, byte[] Image) sample, int channel, int y, int x)
    {
        var (stored, input, box, image) = sample;
        if (box.Flip) x = input.Width - 1 - x;
        var (down, right) = (Place(y, box.Height, input.Height), Place(x, box.Width, input.Width));
        double At(int row, int column) => image[(channel * stored.Height + box.Top + row) * stored.Width + box.Left + column];
        double Row(int row) => At(row, right.First) * (1 - right.Share) + At(row, right.Second) * right.Share;
        var value = Row(down.First) * (1 - down.Share) + Row(down.Second) * down.Share;
        return (value / 255 - Normalisation.Mean[channel]) / Normalisation.Deviation[channel];
    }

    private static (int First, int Second, double Share) Place(int place, int pixels, int places)
    {
        var at = (place + 0.5) * pixels / places - 0.5;
        if (at <= 0) return (0, 0, 0);
        if (at >= pixels - 1) return (pixels - 1, pixels - 1, 0);
        return ((int)Math.Floor(at), (int)Math.Floor(at) + 1, at - Math.Floor(at));
    }

    private static ImageSet Images(int count)
    {
        var (pixels, labels) = (new byte[count * 3 * 72 * 72], new byte[count]);
        Stream(2).NextBytes(pixels);
        for (var i = 0; i < count; i++) labels[i] = (byte)(i % 7);
        return new(new(3, 72, 72), 7, pixels, labels) { InputShape = new(3, 64, 64), Augmentation = ImageAugmentation.ResizedCropAndFlip };
    }

    private static Tensor Channels(IReadOnlyList<float> values) => tensor(values.Select(value => (double)value).ToArray()).reshape(1, 3, 1, 1);

    private static RandomStream Stream(long seed) => new(seed, RandomPurpose.Augmentation);
}
