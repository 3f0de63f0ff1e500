using Ipfl.Data;

namespace Ipfl.Learning.Tests.Training;

/// <summary>The boxes' distribution, which is that of torchvision's RandomResizedCrop((0.75, 1), (3/4, 4/3)).</summary>
public sealed class ResizedCropAndFlipTests
{
    private const int Draws = 40_000;

    [Fact]
    public void Boxes_lie_inside_with_the_areas_and_ratios_asked_for()
    {
        foreach (var box in Boxes(72, 72))
        {
            Assert.True(box is { Top: >= 0, Left: >= 0 } && box.Top + box.Height <= 72 && box.Left + box.Width <= 72, $"{box}");
            // Sides are whole, so half a pixel on each may be gained or lost.
            Assert.InRange((box.Height + 0.5) * (box.Width + 0.5) / 5184, 0.75, 1.02);
            Assert.InRange(box.Width / (double)box.Height, 0.74, 1.36);
        }
    }

    [Fact]
    public void Areas_ratios_places_and_flips_have_the_moments_of_their_distribution()
    {
        var boxes = Boxes(72, 72);
        var (area, ratio) = Accepted(72);
        Assert.Equal(area, boxes.Average(box => box.Height * box.Width / 5184.0), 0.003);
        Assert.Equal(0, boxes.Average(box => Math.Log(box.Width / (double)box.Height)), 0.004);
        Assert.Equal(ratio, boxes.Average(box => Math.Abs(Math.Log(box.Width / (double)box.Height))), 0.004);
        Assert.Equal(0.5, boxes.Average(box => box.Flip ? 1.0 : 0), 0.015);
        Assert.Equal(0.5, boxes.Where(box => box.Height < 72).Average(box => box.Top / (72.0 - box.Height)), 0.015);
        Assert.Equal(0.5, boxes.Where(box => box.Width < 72).Average(box => box.Left / (72.0 - box.Width)), 0.015);
        var narrow = boxes.Where(box => box.Width == 62).ToArray();
        Assert.Equal(Enumerable.Range(0, 11), narrow.Select(box => box.Left).Distinct().Order());
    }

    [Theory]
    [InlineData(90, 30, 40, 30, 25, 0)]
    [InlineData(30, 90, 30, 40, 0, 25)]
    public void Where_no_box_fits_the_largest_in_the_middle_serves(int height, int width, int boxHeight, int boxWidth, int top, int left)
    {
        var boxes = Boxes(height, width);
        Assert.All(boxes, box => Assert.Equal((top, left, boxHeight, boxWidth), (box.Top, box.Left, box.Height, box.Width)));
        Assert.Equal(0.5, boxes.Average(box => box.Flip ? 1.0 : 0), 0.015);
    }

    [Fact]
    public void A_single_pixel_is_its_own_box() =>
        Assert.All(Boxes(1, 1), box => Assert.Equal(new Box(0, 0, 1, 1, box.Flip), box));

    /// <summary>
    /// Mean area and mean absolute log ratio of what is drawn and accepted, by summing over a fine grid: a draw is accepted if both sides,
    /// rounded, are at most that of the image. (A draw fails with probability under a half, so ten fail too rarely to matter.)
    /// </summary>
    private static (double Area, double Ratio) Accepted(int side)
    {
        const int Steps = 1000;
        var (accepted, areas, ratios) = (0, 0.0, 0.0);
        for (var i = 0; i < Steps; i++)
            for (var j = 0; j < Steps; j++)
            {
                var area = side * side * (0.75 + 0.25 * (i + 0.5) / Steps);
                var ratio = Math.Exp(Math.Log(4.0 / 3) * (2 * (j + 0.5) / Steps - 1));
                var (width, height) = (Math.Round(Math.Sqrt(area * ratio)), Math.Round(Math.Sqrt(area / ratio)));
                if (width > side || height > side) continue;
                accepted++;
                areas += width * height / (side * side);
                ratios += Math.Abs(Math.Log(width / height));
            }

        return (areas / accepted, ratios / accepted);
    }

    private static Box[] Boxes(int height, int width)
    {
        var crops = new ResizedCropAndFlip(new RandomStream(3, RandomPurpose.Augmentation), new ImageShape(3, height, width));
        return [.. Enumerable.Range(0, Draws).Select(_ => crops.Next())];
    }
}
