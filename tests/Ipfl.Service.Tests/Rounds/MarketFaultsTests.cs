using Ipfl.Service.Rounds;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Tests.Rounds;

/// <summary>What is told of a market that fails again and again.</summary>
public sealed class MarketFaultsTests
{
    private readonly MarketFaults _faults = new(new("data"));

    [Fact]
    public void A_failure_is_news_until_it_repeats_and_its_end_is_news_once()
    {
        Assert.True(_faults.Failed("m", new IOException("full")));
        Assert.False(_faults.Failed("m", new IOException("full")));
        Assert.True(_faults.Failed("m", new IOException("gone")));
        Assert.True(_faults.Failed("other", new IOException("gone")));
        Assert.True(_faults.Recovered("m"));
        Assert.False(_faults.Recovered("m"));
        Assert.Equal((null, "gone"), (_faults.Of("m"), _faults.Of("other")));
    }

    [Fact]
    public void The_cause_is_told_in_one_line()
    {
        _faults.Failed("m", new InvalidOperationException("see inside", new IOException("no space\nleft")));
        Assert.Equal("no space left", _faults.Of("m"));
    }

    [Fact]
    public void What_the_database_says_names_its_file()
    {
        _faults.Failed("m", new DbUpdateException("see inside", new SqliteException("database disk image is malformed", 11)));
        Assert.Equal($"{Path.Combine("data", "market.db")}: database disk image is malformed", _faults.Of("m"));
    }
}
