namespace Ipfl.Cli.Tests;

/// <summary>A server that cannot be meant as it was asked for does not start, and leaves nothing.</summary>
public sealed class ServeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--listen: found 'foo'; allowed: http:// or https://", "--listen", "foo")]
    [InlineData("--public: found 'garbage x'; allowed: http:// or https://", "--listen", "http://127.0.0.1:7300", "--public", "garbage x")]
    [InlineData("--key: found 'key.pem' without --certificate", "--key", "key.pem")]
    public void Addresses_and_files_that_make_no_server_are_refused(string told, params string[] options)
    {
        Assert.StartsWith(told, CommandResult.Of(["serve", "--data", _folder.File("data"), .. options]).Refusal(), StringComparison.Ordinal);
        Assert.True(_folder.IsEmpty);
    }
}
