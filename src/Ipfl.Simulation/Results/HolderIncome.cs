using System.Text.Json.Serialization;

namespace Ipfl.Simulation;

/// <summary>What those who are not benign earn, beside those who are; null in runs in which all are.</summary>
/// <param name="BenignIncome">Mean over benign participants of what they received for models less what sharing them cost.</param>
/// <param name="BenignNet">Mean over them of that less what they paid.</param>
/// <param name="Others">Everybody else.</param>
public sealed record IncomeSummary(double BenignIncome, double BenignNet, IReadOnlyList<HolderIncome> Others)
{
    /// <summary>Mean income of the others per holder.</summary>
    public double OthersIncome => Others.Average(holder => holder.Income);

    /// <summary>That as a share of a benign participant's; null where those earn nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Share => BenignIncome > 0 ? OthersIncome / BenignIncome : null;

    internal static IncomeSummary? Of(IReadOnlyList<ParticipantSummary> all, IReadOnlyList<ParticipantSummary> benign, IReadOnlyList<RoundRecord> rounds) => benign.Count == all.Count
        ? null
        : new(benign.Average(p => p.Income), benign.Average(p => p.Net), [.. all.Except(benign).GroupBy(p => p.Holder ?? p.Id).Select(names => HolderIncome.Of(names.Key, [.. names], rounds))]);
}

/// <summary>What one holder earned under all its names, over the run; trades among its own names are no income and no cost.</summary>
/// <param name="Id">Its first name.</param>
/// <param name="Names">How many it has.</param>
/// <param name="Role">What it does.</param>
/// <param name="Received">What others paid it.</param>
/// <param name="Paid">What it paid others.</param>
/// <param name="Cost">What sharing with others cost it.</param>
public sealed record HolderIncome(string Id, int Names, string Role, double Received, double Paid, double Cost)
{
    /// <summary>Received − cost.</summary>
    public double Income => Received - Cost;

    /// <summary>Received − paid − cost.</summary>
    public double Net => Received - Paid - Cost;

    internal static HolderIncome Of(string id, ParticipantSummary[] names, IReadOnlyList<RoundRecord> rounds)
    {
        var own = names.Select(name => name.Id).ToHashSet(StringComparer.Ordinal);
        var (payments, cost) = (0.0, 0.0);
        if (names.Length > 1)
        {
            foreach (var round in rounds)
            {
                payments += round.Edges.Where(edge => !edge.Void && own.Contains(edge.Buyer) && own.Contains(edge.Seller)).Sum(edge => edge.Payment);
                cost += round.Participants.Where(p => own.Contains(p.Id)).Sum(p => p.Cost * ShareAmong(own, p.Id, round.Edges));
            }
        }

        return new(id, names.Length, names[0].Role, names.Sum(name => name.Received) - payments, names.Sum(name => name.Paid) - payments, names.Sum(name => name.Cost) - cost);
    }

    /// <summary>The share of a name's sales that went to its own holder.</summary>
    private static double ShareAmong(HashSet<string> own, string seller, IReadOnlyList<EdgeRecord> edges)
    {
        EdgeRecord[] sales = [.. edges.Where(edge => edge.Seller == seller && !edge.Void)];
        return sales.Length == 0 ? 0 : (double)sales.Count(edge => own.Contains(edge.Buyer)) / sales.Length;
    }
}
