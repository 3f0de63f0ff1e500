namespace Ipfl.Reporting;

/// <summary>The content of <c>audit.json</c>.</summary>
internal sealed record AuditResult(
    string Mechanism,
    IReadOnlyList<AuditedParticipant> Participants,
    MaxRegret MaxRegret,
    double BudgetImbalance,
    double Detection,
    AuditSearch Search,
    IReadOnlyList<FoundPair>? Pairs = null,
    IReadOnlyList<string>? Warnings = null,
    double? Efficiency = null)
{
    public const string File = "audit.json";

    /// <summary>Reads a folder's audit.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, in one line.</exception>
    public static AuditResult Read(string folder)
    {
        var path = Path.Combine(folder, File);
        return JsonResult.Parse<AuditResult>(System.IO.File.ReadAllText(path), path);
    }
}

/// <summary>What the audit found of one participant; no seller slack, no sales.</summary>
internal sealed record AuditedParticipant(string Id, double? SellerSlack, double BuyerSlack, Regrets Regret, double Deposit, FoundNames? Names = null);

/// <summary>The regrets in the three numbers of a report.</summary>
internal sealed record Regrets(FoundRegret Cost, FoundRegret Samples, FoundRegret GainScale);

/// <summary>What a false report brings, and one that brings it: null is the cost of one that never sells.</summary>
internal sealed record FoundRegret(double Value, double? Report);

/// <summary>What a second name brings, and how.</summary>
internal sealed record FoundNames(double Value, string Trick, double? Samples = null, double? Cost = null);

/// <summary>What two sellers could gain together.</summary>
internal sealed record FoundPair(double Value, FoundSeller First, FoundSeller Second);

/// <summary>One of them, and the cost that it reports: null is never to sell.</summary>
internal sealed record FoundSeller(string Id, double? Cost);

/// <summary>The largest regrets.</summary>
internal sealed record MaxRegret(double Cost, double Samples, double GainScale);

/// <summary>How false samples and gain scales were searched, and costs unless they are <c>exact</c>.</summary>
internal sealed record AuditSearch(double Span, int PointsPerOctave, int Refinements, string Cost = "exact", string Names = "not tried", string Pairs = "not tried")
{
    public bool CostsAreExact => Cost == "exact";
}
