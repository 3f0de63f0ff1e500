using SkiaSharp;

namespace Ipfl.Reporting.Tests;

public sealed class FontTests
{
    [Fact]
    public void Text_of_a_chart_is_drawn_without_any_font_on_the_machine()
    {
        var bare = Ink(Chart.New("", "", ""));
        var titled = Ink(Chart.New("Titel äß λ → −", "", ""));
        Assert.True(titled > bare + 500, $"{titled} dark pixels with a title, {bare} without");
    }

    [Theory]
    [InlineData("Übung λ → − … é Ж", true)]
    [InlineData("a\nb", true)]
    [InlineData("医院", false)]
    public void The_font_knows_what_it_can_draw(string text, bool drawable) => Assert.Equal(drawable, BundledFont.Has(text));

    private static int Ink(ScottPlot.Plot plot)
    {
        using var bitmap = SKBitmap.Decode(plot.ToPng());
        return bitmap.Pixels.Count(pixel => pixel.Red < 60);
    }
}
