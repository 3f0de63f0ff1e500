using Ipfl.Protocol;

namespace Ipfl.Service.Ledger;

/// <summary>What a seller gets of a purchase.</summary>
/// <param name="Seller">The seller's number.</param>
/// <param name="Amount">At least 0.</param>
public readonly record struct SellerAmount(int Seller, MicroUnits Amount);

/// <summary>
/// A buyer's payments of a round in whole micro-units: every seller gets its payment rounded down, and the buyer pays their sum rounded down,
/// so never more than the mechanism says. Neither is off by a whole micro-unit; what is left, less than one for every seller, is rounding's.
/// </summary>
/// <param name="Reserved">What the buyer pays.</param>
/// <param name="Sellers">What each seller gets; those that get nothing are in it too.</param>
public sealed record RoundedPayments(MicroUnits Reserved, IReadOnlyList<SellerAmount> Sellers)
{
    private const double PerUnit = 1_000_000;

    /// <summary>Rounds payments in units, each at least 0.</summary>
    /// <exception cref="ArgumentException">A payment is negative or not a number.</exception>
    /// <exception cref="OverflowException">A payment or the sum leaves the range of 64 bits.</exception>
    public static RoundedPayments Of(IReadOnlyList<(int Seller, double Payment)> payments)
    {
        ArgumentNullException.ThrowIfNull(payments);
        var (sellers, whole, fractions) = (new SellerAmount[payments.Count], MicroUnits.Zero, 0.0);
        for (var i = 0; i < sellers.Length; i++)
        {
            var (seller, payment) = payments[i];
            if (!(payment >= 0)) throw new ArgumentException($"found a payment of {payment}; a payment is at least 0", nameof(payments));
            sellers[i] = new(seller, MicroUnits.Floor(payment));
            whole += sellers[i].Amount;

            // Fractions are summed apart from what is whole: the sum of large payments has no digits left for them.
            fractions += payment * PerUnit - sellers[i].Amount.Value;
        }

        return new(whole + MicroUnits.Floor(fractions / PerUnit), sellers);
    }
}
