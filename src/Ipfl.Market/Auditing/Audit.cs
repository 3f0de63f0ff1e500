namespace Ipfl.Market.Auditing;

/// <summary>
/// How far a market is from truthful: what each participant could gain by a false report, whether anybody is worse off for taking part, and
/// the deposits that keep false sample counts away. The true types are <see cref="MarketRound.TrueTypes"/>, else the reports.
/// </summary>
public sealed class Audit
{
    private const int MostDense = 20;

    private Audit(Outcome outcome, AuditOptions options, bool costsAreExact, IReadOnlyList<ParticipantAudit> participants)
    {
        (Outcome, Options, CostsAreExact, Participants) = (outcome, options, costsAreExact, participants);
        foreach (var account in outcome.Accounts) BudgetImbalance += account.Received - account.Paid;
    }

    /// <summary>The market as it stands, solved, with its efficiency where the optimum is found within the budget.</summary>
    public Outcome Outcome { get; }

    /// <summary>What the audit was asked to do; under <c>reference</c> up to 20 participants are searched at four times the points per octave.</summary>
    public AuditOptions Options { get; }

    /// <summary>
    /// Whether regrets in cost are exact: of the mechanisms that the market brings along they are. Of a <see cref="CustomMechanism"/> they
    /// were searched as the other two were, with 0 and never to sell besides: a cost that was not tried may bring more.
    /// </summary>
    public bool CostsAreExact { get; }

    /// <summary>The participants, in the order of the reports.</summary>
    public IReadOnlyList<ParticipantAudit> Participants { get; }

    /// <summary>Σ transfers: what is paid less what is received; 0 but for rounding.</summary>
    public double BudgetImbalance { get; }

    /// <summary>The largest regret in cost.</summary>
    public double MaxCostRegret => Largest(participant => participant.Cost);

    /// <summary>The largest regret in samples.</summary>
    public double MaxSamplesRegret => Largest(participant => participant.Samples);

    /// <summary>The largest regret in gain scale.</summary>
    public double MaxGainScaleRegret => Largest(participant => participant.GainScale);

    /// <summary>The largest regret in cost and gain scale together, with model preference counted.</summary>
    public double MaxJointRegret => Participants.Select(participant => participant.CostAndGainScale.Value).DefaultIfEmpty().Max();

    /// <summary>The most that a second name was found to bring; null where none was tried: the market is above <see cref="AuditOptions.NamesUpTo"/>.</summary>
    public double? MaxNamesRegret => NamesTried ? Participants.Select(participant => participant.Names?.Value ?? 0).DefaultIfEmpty().Max() : null;

    /// <summary>Whether second names were tried.</summary>
    public bool NamesTried => Outcome.Ids.Count <= Options.NamesUpTo;

    /// <summary>Pairs of sellers that gain by joint false costs, the best first; null where none was tried: the market is above <see cref="AuditOptions.PairsUpTo"/>.</summary>
    public IReadOnlyList<PairRegret>? Pairs { get; private init; }

    /// <summary>What to know about the mechanism in this market, a line each: the traps of the walks.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>Audits a market. Equal markets give equal audits with any number of threads.</summary>
    /// <param name="round">The market.</param>
    /// <param name="mechanism">The mechanism that solves it.</param>
    /// <param name="options">Resolution and probability of detection; null for the defaults.</param>
    /// <param name="progress">Told the share that is done, from 0 to 1.</param>
    /// <param name="cancellation">Gives up the audit.</param>
    /// <exception cref="OperationCanceledException">The audit was given up.</exception>
    /// <exception cref="BudgetExceededException">The budget does not suffice for some buyer.</exception>
    public static Audit Of(
        MarketRound round, Mechanism mechanism, AuditOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(round);
        ArgumentNullException.ThrowIfNull(mechanism);
        options = Denser(round, mechanism, options ?? AuditOptions.Default);
        var outcome = mechanism.Solve(round, options.Solving with { Efficiency = true }, cancellation);
        var sweep = new BuyerSweep(round, mechanism, options.Solving, cancellation);
        var preferring = round.Lambda > 0;
        var (names, pairs) = (outcome.Ids.Count <= options.NamesUpTo, outcome.Ids.Count <= options.PairsUpTo);
        var steps = new AuditProgress(
            progress,
            CostRegrets.Sweeps(mechanism, options) + ((preferring ? 3 : 2) * (1 + options.Refinements)) + (names ? 1 : 0) + (pairs ? PairSearch.Sweeps : 0),
            round.Reports.Count);
        var costs = CostRegrets.Find(round, mechanism, outcome, sweep, options, steps);
        var samples = new ReportSearch(round, outcome, options, ReportDimension.Samples).Run(points => FalseReports.Samples(round, sweep, points, steps));
        var scales = Scales(counting: false);
        var preferred = preferring ? Scales(counting: true) : scales;
        var second = names ? new NamesSearch(round, mechanism, outcome, options.Solving, cancellation).Run(steps) : null;
        var slacks = SellerSlacks(round, outcome);
        return new(outcome, options, mechanism.AnswersAllCosts, [.. outcome.Accounts.Select((account, i) => new ParticipantAudit(
            outcome.Ids[i], slacks[i], account.Gain - account.Paid, costs[i], samples[i], scales[i], samples[i].Value / options.Detection)
        {
            CostAndGainScale = new(costs[i].Value + preferred[i].Value, costs[i].Report, preferred[i].Report),
            Names = second?[i].Any,
            SameData = second?[i].SameData,
        })])
        {
            Pairs = pairs ? new PairSearch(round, sweep, ReportSearch.UsualCost(round, outcome)).Run(Gains, steps) : null,
            Warnings = [.. WalkTraps.In(round, outcome, options.Threads, cancellation)?.Lines(outcome.Ids) ?? []],
        };

        Regret[] Scales(bool counting) => new ReportSearch(round, outcome, options, ReportDimension.GainScale)
            .Run(points => FalseReports.GainScales(round, sweep, points, steps, counting));

        bool Gains(PairRegret pair) =>
            pair.Value > Rounding.In(outcome.Accounts[pair.First], pair.Value, 0) + Rounding.In(outcome.Accounts[pair.Second], pair.Value, 0);
    }

    /// <summary>Finds the regrets in cost alone, which takes a small part of an audit's time.</summary>
    /// <param name="round">The market.</param>
    /// <param name="mechanism">The mechanism that solves it.</param>
    /// <param name="threads">Worker threads, ≥ 1; null uses all processors.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>
    /// The market as it stands, solved, and each participant's regret, in the order of the reports: exact, or of a
    /// <see cref="CustomMechanism"/> searched at the default resolution.
    /// </returns>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    /// <exception cref="BudgetExceededException">The usual budget does not suffice for some buyer.</exception>
    public static (Outcome Outcome, IReadOnlyList<Regret> Regrets) OfCosts(
        MarketRound round, Mechanism mechanism, int? threads = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(round);
        ArgumentNullException.ThrowIfNull(mechanism);
        var outcome = mechanism.Solve(round, threads, cancellation);
        var sweep = new BuyerSweep(round, mechanism, new() { Threads = threads }, cancellation);
        return (outcome, CostRegrets.Find(round, mechanism, outcome, sweep, AuditOptions.Default, new(null, 1, round.Reports.Count)));
    }

    /// <summary>The menu of <c>reference</c> jumps with every number, so that narrow ranges of reports bring more: small markets are searched more densely.</summary>
    private static AuditOptions Denser(MarketRound round, Mechanism mechanism, AuditOptions options) =>
        mechanism == Mechanism.Reference && round.Reports.Count <= MostDense ? options with { PointsPerOctave = Math.Min(1000, 4 * options.PointsPerOctave) } : options;

    private static double?[] SellerSlacks(MarketRound round, Outcome outcome)
    {
        var slacks = new double?[outcome.Ids.Count];
        foreach (var edge in outcome.Edges)
        {
            var slack = edge.Payment - round.TrueTypeOf(edge.Seller).SharingCost.Value;
            slacks[edge.Seller] = Math.Min(slacks[edge.Seller] ?? slack, slack);
        }

        return slacks;
    }

    private double Largest(Func<ParticipantAudit, Regret> regret) => Participants.Select(participant => regret(participant).Value).DefaultIfEmpty().Max();
}
