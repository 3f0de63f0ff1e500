using Ipfl.Service.Dashboard.SignIn;

namespace Ipfl.Service.Tests.Dashboard;

public sealed class SecretHashTests
{
    [Fact]
    public void Only_the_secret_matches()
    {
        var hash = SecretHash.Of("correct horse");
        Assert.True(SecretHash.Matches(hash, "correct horse"));
        Assert.False(SecretHash.Matches(hash, "correct horse "));
        Assert.False(SecretHash.Matches(hash, ""));
    }

    [Fact]
    public void A_hash_says_how_it_was_made_and_hides_equal_secrets()
    {
        var (first, second) = (SecretHash.Of("same"), SecretHash.Of("same"));
        Assert.NotEqual(first, second);
        Assert.StartsWith("pbkdf2-sha256$600000$", first, StringComparison.Ordinal);
        Assert.DoesNotContain("same", first, StringComparison.Ordinal);
    }

    /// <summary>PBKDF2-HMAC-SHA-256 of "password" with "salt" and one iteration, as Python's hashlib has it.</summary>
    [Fact]
    public void Fewer_iterations_of_an_older_hash_still_count() =>
        Assert.True(SecretHash.Matches("pbkdf2-sha256$1$c2FsdA==$Eg+2z/z4syxD5yJSVsT4N6hlSMkszDVICAWYfLcL4Xs=", "password"));

    [Theory]
    [InlineData("")]
    [InlineData("md5$1$c2FsdA==$c2FsdA==")]
    [InlineData("pbkdf2-sha256$0$c2FsdA==$c2FsdA==")]
    [InlineData("pbkdf2-sha256$many$c2FsdA==$c2FsdA==")]
    public void What_is_no_hash_is_said_so(string hash) => Assert.Throws<InvalidDataException>(() => SecretHash.Matches(hash, "password"));
}
