namespace Ipfl.Reporting;

/// <summary>What those earn who are not benign, beside those who are.</summary>
/// <param name="BenignIncome">Mean of what benign participants received for models less what sharing cost them.</param>
/// <param name="BenignNet">Mean of that less what they paid.</param>
/// <param name="Others">Everybody else, those with several names once.</param>
internal sealed record Incomes(double BenignIncome, double BenignNet, IReadOnlyList<HolderIncome> Others)
{
    /// <summary>Mean income of the others.</summary>
    public double OthersIncome => Others.Select(holder => holder.Income).DefaultIfEmpty().Average();

    /// <summary>An income as a share of a benign participant's; null where those earn nothing.</summary>
    public double? ShareOf(double income) => BenignIncome > 0 ? income / BenignIncome : null;
}

/// <summary>What one holder earned under all its names, trades among them left out.</summary>
internal sealed record HolderIncome(string Id, int Names, string Role, double Received, double Paid, double Cost)
{
    /// <summary>Received − cost.</summary>
    public double Income => Received - Cost;

    /// <summary>Received − paid − cost.</summary>
    public double Net => Received - Paid - Cost;
}
