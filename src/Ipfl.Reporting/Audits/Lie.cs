using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>A number of a report that a participant may lie about.</summary>
/// <param name="Name">What pictures' file names call it.</param>
/// <param name="Quantity">The number in words.</param>
/// <param name="Words">The lie in words.</param>
/// <param name="Colour">Of its pictures.</param>
/// <param name="Of">What lies about it would have brought.</param>
internal sealed record Lie(string Name, string Quantity, string Words, Color Colour, Func<LieRegrets, LieRegret> Of)
{
    public static readonly IReadOnlyList<Lie> All =
    [
        new("cost", "cost", "a false sharing cost", Palette.Vermilion, regrets => regrets.Cost),
        new("samples", "samples", "a false number of samples", Palette.Blue, regrets => regrets.Samples),
        new("gain-scale", "gain scale", "a false gain scale", Palette.Green, regrets => regrets.GainScale),
    ];

    /// <summary>All that would have paid, round after round.</summary>
    public IReadOnlyList<PayingLie> Paying(RunResults run) =>
    [
        .. run.Audits.SelectMany(audit => audit.Participants, (audit, p) => new PayingLie(audit.Round, p.Id, Of(p.Regret))).Where(lie => lie.Regret.Value > 0),
    ];
}

/// <summary>A lie that would have paid.</summary>
internal sealed record PayingLie(int Round, string Id, LieRegret Regret);
