namespace Ipfl.Simulation.Tests.Configuration;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("vgc", "vcg")]
    [InlineData("vc", "vcg")]
    [InlineData("margnal", "marginal")]
    [InlineData("critcial", "critical")]
    [InlineData("--mechansim", "--mechanism")]
    [InlineData("vcg", "vcg")]
    [InlineData("auction", null)]
    [InlineData("x", null)]
    public void The_nearest_word_is_found_if_it_is_near(string word, string? nearest) =>
        Assert.Equal(nearest, Spelling.Nearest(word, ["marginal", "critical", "vcg", "--mechanism"]));
}
