using Ipfl.Protocol;
using Ipfl.Protocol.Ledger;
using Ipfl.Service.Ledger;

namespace Ipfl.Service.Tests.Ledger;

public sealed class TransactionDraftTests
{
    [Fact]
    public void A_deposit_comes_from_outside() => AssertMoves(
        TransactionDraft.Deposit("invoice-7", 3, new(5)), "deposit:invoice-7", TransactionKind.Deposit, 0, ("outside", -5), ("participant:3:available", 5));

    [Fact]
    public void A_payout_goes_outside() => AssertMoves(
        TransactionDraft.Payout("invoice-7", 3, new(5)), "payout:invoice-7", TransactionKind.Payout, 0, ("outside", 5), ("participant:3:available", -5));

    [Fact]
    public void A_reserve_sets_aside_and_a_void_gives_back()
    {
        AssertMoves(TransactionDraft.Reserve(2, 3, new(5)), "reserve:2:3", TransactionKind.Reserve, 2, ("participant:3:available", -5), ("participant:3:reserved", 5));
        AssertMoves(TransactionDraft.Void(2, 3, new(5)), "void:2:3", TransactionKind.Void, 2, ("participant:3:available", 5), ("participant:3:reserved", -5));
    }

    [Fact]
    public void A_post_pays_the_sellers_and_leaves_the_rest_to_rounding() => AssertMoves(
        TransactionDraft.Post(2, 3, new(10), [new(10, new(4)), new(9, new(5)), new(8, MicroUnits.Zero)]), "post:2:3", TransactionKind.Post, 2,
        ("participant:10:available", 4), ("participant:3:reserved", -10), ("participant:9:available", 5), ("rounding", 1));

    [Fact]
    public void A_post_without_a_rest_leaves_rounding_alone() => AssertMoves(
        TransactionDraft.Post(1, 0, new(4), [new(1, new(4))]), "post:1:0", TransactionKind.Post, 1, ("participant:0:reserved", -4), ("participant:1:available", 4));

    [Fact]
    public void Several_postings_to_an_account_become_one()
    {
        var draft = new TransactionDraft("k", TransactionKind.Post, 1, [new(AccountName.Outside, new(-3)), new(AccountName.Rounding, new(1)), new(AccountName.Rounding, new(2))]);
        Assert.Equal([new(AccountName.Outside, new(-3)), new(AccountName.Rounding, new(3))], draft.Postings);
    }

    [Fact]
    public void What_does_not_sum_to_zero_is_no_transaction() => Assert.Contains(
        "sum to zero",
        Assert.Throws<ArgumentException>(() => new TransactionDraft("k", TransactionKind.Post, 1, [new(AccountName.Outside, new(-3)), new(AccountName.Rounding, new(2))])).Message,
        StringComparison.Ordinal);

    [Fact]
    public void One_account_alone_is_no_transaction() => Assert.Contains(
        "two accounts",
        Assert.Throws<ArgumentException>(() => new TransactionDraft("k", TransactionKind.Post, 1, [new(AccountName.Outside, new(-3)), new(AccountName.Outside, new(3))])).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Nothing_and_less_cannot_be_moved(long micros)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TransactionDraft.Deposit("k", 0, new(micros)));
        Assert.Throws<ArgumentOutOfRangeException>(() => TransactionDraft.Payout("k", 0, new(micros)));
        Assert.Throws<ArgumentOutOfRangeException>(() => TransactionDraft.Reserve(1, 0, new(micros)));
        Assert.Throws<ArgumentOutOfRangeException>(() => TransactionDraft.Void(1, 0, new(micros)));
        Assert.Throws<ArgumentOutOfRangeException>(() => TransactionDraft.Post(1, 0, new(micros), []));
    }

    [Fact]
    public void Sellers_cannot_get_more_than_was_set_aside_or_less_than_nothing()
    {
        Assert.Contains("0.000002 more", Assert.Throws<ArgumentException>(() => TransactionDraft.Post(1, 0, new(5), [new(1, new(4)), new(2, new(3))])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => TransactionDraft.Post(1, 0, new(5), [new(1, new(6)), new(2, new(-1))]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a,b")]
    [InlineData("a\"b")]
    [InlineData("a\nb")]
    [InlineData("straße")]
    public void Keys_that_a_line_of_a_file_cannot_hold_are_refused(string key)
    {
        Assert.False(TransactionDraft.IsKey(key));
        Assert.Throws<ArgumentException>(() => new TransactionDraft(key, TransactionKind.Post, 1, [new(AccountName.Outside, new(-3)), new(AccountName.Rounding, new(3))]));
    }

    private static void AssertMoves(TransactionDraft draft, string key, TransactionKind kind, int round, params (string Account, long Micros)[] postings)
    {
        Assert.Equal((key, kind, round), (draft.Key, draft.Kind, draft.Round));
        Assert.Equal(postings, draft.Postings.Select(posting => (posting.Account.ToString(), posting.Amount.Value)));
    }
}
