using Ipfl.Market;
using Ipfl.Market.Auditing;

namespace Ipfl.EndToEnd.Tests.Documentation;

/// <summary>The example that docs/audit.md shows, line for line.</summary>
internal static class AuditLines
{
    public static void Show()
    {
        var round = MarketFile.Read("market.json");
        var audit = Audit.Of(round, Mechanism.Marginal, new AuditOptions { Detection = 0.2 });
        foreach (var participant in audit.Participants) Console.WriteLine($"{participant.Id}: {participant.Cost.Value:F2}, deposit {participant.Deposit:F2}");
        var curve = WhatIf.Cost(round, Mechanism.Marginal, participant: 0);
        foreach (var piece in curve.Pieces) Console.WriteLine($"{piece.From} to {piece.To}: {piece.Utility:F2}");
    }
}
