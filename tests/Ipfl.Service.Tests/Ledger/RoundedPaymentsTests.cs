using CsCheck;
using Ipfl.Protocol;
using Ipfl.Service.Ledger;

namespace Ipfl.Service.Tests.Ledger;

/// <summary>Rounding against exact arithmetic: a double is a sum of powers of two, so its value in micro-units is a fraction of integers.</summary>
public sealed class RoundedPaymentsTests
{
    private static readonly Gen<double> Payment = Gen.OneOf(
        Gen.Double[0, 1e-5], Gen.Double[0, 10], Gen.Double[0, 1e9], Gen.Long[0, 10_000_000].Select(micros => micros / 1e6), Gen.Const(0.0));

    [Fact]
    public void Neither_side_is_off_by_more_than_a_micro_unit() => Payment.Array[1, 60].Sample(
        payments =>
        {
            var rounded = RoundedPayments.Of([.. payments.Select((payment, seller) => (seller, payment))]);
            for (var seller = 0; seller < payments.Length; seller++)
                Assert.InRange(Exact(payments[seller]) - rounded.Sellers[seller].Amount.Value, -Digits(payments[seller]), 1 + Digits(payments[seller]));
            var slack = payments.Sum(Digits);
            Assert.InRange(payments.Sum(Exact) - rounded.Reserved.Value, -slack, 1 + slack);
            var rest = rounded.Reserved.Value - rounded.Sellers.Sum(seller => seller.Amount.Value);
            Assert.InRange(rest, 0, payments.Length - 1);
        },
        iter: 20_000);

    [Fact]
    public void Large_and_small_payments_together_keep_the_small_ones()
    {
        var rounded = RoundedPayments.Of([(1, 4e9), (2, 0.0000006), (3, 0.0000006)]);
        Assert.Equal([4_000_000_000_000_000, 0, 0], rounded.Sellers.Select(seller => seller.Amount.Value));
        Assert.Equal(4_000_000_000_000_001, rounded.Reserved.Value);
    }

    [Fact]
    public void Payments_of_nothing_reserve_nothing() => Assert.Equal(MicroUnits.Zero, RoundedPayments.Of([(1, 0), (2, 0)]).Reserved);

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void A_payment_below_nothing_is_a_mistake(double payment) => Assert.Throws<ArgumentException>(() => RoundedPayments.Of([(1, payment)]));

    [Theory]
    [InlineData(1e13)]
    [InlineData(double.PositiveInfinity)]
    public void A_payment_beyond_the_range_is_an_overflow(double payment) => Assert.Throws<OverflowException>(() => RoundedPayments.Of([(1, payment)]));

    /// <summary>How far a double of that size may be from the amount in micro-units that somebody meant by it.</summary>
    private static decimal Digits(double units) => (decimal)(1e-9 + units * 1e6 * Math.Pow(2, -52));

    /// <summary>The amount in micro-units with more digits than a double has.</summary>
    private static decimal Exact(double units)
    {
        var exact = (decimal)(long)units;
        var fraction = units - (long)units;
        return exact * 1_000_000 + (decimal)(long)(fraction * (1L << 60)) * 1_000_000 / (1L << 60);
    }
}
