using Ipfl.Protocol.Ledger;

namespace Ipfl.Protocol.Tests.Ledger;

public sealed class AccountNameTests
{
    [Theory]
    [InlineData("outside", AccountKind.Outside, 0)]
    [InlineData("rounding", AccountKind.Rounding, 0)]
    [InlineData("participant:0:available", AccountKind.Available, 0)]
    [InlineData("participant:2147483647:reserved", AccountKind.Reserved, int.MaxValue)]
    public void A_name_is_read_as_it_is_written(string text, AccountKind kind, int participant)
    {
        Assert.True(AccountName.TryParse(text, out var account));
        Assert.Equal((kind, participant, text), (account.Kind, account.Participant, account.ToString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Outside")]
    [InlineData("participant:")]
    [InlineData("participant:1")]
    [InlineData("participant:01:available")]
    [InlineData("participant:-1:available")]
    [InlineData("participant:2147483648:available")]
    [InlineData("participant:1:available:")]
    [InlineData("participant:1:pending")]
    [InlineData("participant:1:reserved ")]
    public void What_is_written_otherwise_is_no_name(string? text) => Assert.False(AccountName.TryParse(text, out _));

    [Fact]
    public void Names_are_ordered_as_their_bytes()
    {
        AccountName[] accounts = [AccountName.Rounding, AccountName.Available(9), AccountName.Reserved(9), AccountName.Available(10), AccountName.Outside];
        Assert.Equal(
            ["outside", "participant:10:available", "participant:9:available", "participant:9:reserved", "rounding"], accounts.Order().Select(account => account.ToString()));
        Assert.True(AccountName.Available(10) < AccountName.Available(9) && AccountName.Available(9) > AccountName.Available(10));
        Assert.True(AccountName.Rounding >= AccountName.Outside && AccountName.Outside <= AccountName.Rounding);
    }

    [Fact]
    public void Participants_have_numbers_from_zero() => Assert.Throws<ArgumentOutOfRangeException>(() => AccountName.Available(-1));
}
