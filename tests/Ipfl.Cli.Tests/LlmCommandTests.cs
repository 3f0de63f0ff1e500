namespace Ipfl.Cli.Tests;

public sealed class LlmCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--steps: found abc; allowed is a whole number from 1 to 100000000", "pretrain", "--steps", "abc")]
    [InlineData("--steps: found 99999999999; allowed is a whole number from 1 to 100000000", "pretrain", "--steps", "99999999999")]
    [InlineData("--width: found 1; allowed is a whole number from 2 to 8192", "pretrain", "--width", "1")]
    [InlineData("--layers: found 2.5; allowed is", "pretrain", "--layers", "2.5")]
    [InlineData("--seed: found 'x'; allowed is a whole number of at most 9223372036854775807", "pretrain", "--seed", "x")]
    [InlineData("--learning-rate: found 'fast'; allowed is a number", "pretrain", "--learning-rate", "fast")]
    [InlineData("--max-tokens: found '99999999999'; allowed is a whole number of at most 2147483647", "generate", "--max-tokens", "99999999999")]
    [InlineData("--temperature: found 'hot'; allowed is a number", "generate", "--temperature", "hot")]
    public void A_number_that_is_none_or_out_of_range_is_refused_in_one_line(string said, string command, string option, string value)
    {
        _folder.Write("text.txt", "some text");
        string[] rest = command == "pretrain" ? ["--data", _folder.File("text.txt"), "--out", _folder.File("base")] : ["--model", _folder.File("base"), "--prompt", "x"];
        Assert.StartsWith(said, CommandResult.Of(["llm", command, .. rest, option, value]).Refusal(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("base")));
    }
}
