namespace Ipfl.Market.Auditing;

/// <summary>By how much two utilities may differ for no other reason than rounding.</summary>
internal static class Rounding
{
    private const double Share = 1e-12;

    public static double In(Account account, double cost, List<Offer> offers) =>
        (Share * (account.Gain + account.Paid + (cost * offers.Count))) + offers.Sum(offer => offer.Rounding);

    public static double In(Account account, double utility, double another) =>
        Share * (account.Gain + account.Paid + account.Received + account.SharingCost + Math.Abs(utility) + Math.Abs(another));
}
