using Ipfl.Market;
using Ipfl.Market.Auditing;

namespace Ipfl.Simulation;

/// <summary>Sums up audits of markets of one size.</summary>
internal sealed class RegretTally
{
    private int _markets;
    private int _participants;
    private int _marketsWithRegret;
    private int _participantsWithRegret;
    private double _utility;
    private double _regret;
    private double _largest;

    public void Add((Outcome Outcome, IReadOnlyList<Regret> Regrets) audit)
    {
        var (outcome, regrets) = audit;
        var winners = regrets.Count(regret => regret.Value > 0);
        (_markets, _participants) = (_markets + 1, _participants + regrets.Count);
        (_marketsWithRegret, _participantsWithRegret) = (_marketsWithRegret + (winners > 0 ? 1 : 0), _participantsWithRegret + winners);
        (_utility, _regret) = (_utility + outcome.SocialWelfare, _regret + regrets.Sum(regret => regret.Value));
        _largest = Math.Max(_largest, regrets.Max(regret => regret.Value));
    }

    public RegretPoint Point(string mechanism, int size) => new(
        mechanism,
        size,
        _markets,
        (double)_marketsWithRegret / _markets,
        (double)_participantsWithRegret / _participants,
        _utility / _participants,
        _regret / _participants,
        _largest);
}
