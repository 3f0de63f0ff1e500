namespace Ipfl.Market;

/// <summary>One round's market before it is solved: who reports what, how far the models are apart, and how distance weighs against money.</summary>
public sealed class MarketRound
{
    /// <summary>Puts a round together.</summary>
    /// <param name="reports">m reports with distinct, non-empty ids; copied.</param>
    /// <param name="distances">Model distances of the same m participants.</param>
    /// <param name="lambda">λ, the weight of model preference against money: finite and ≥ 0.</param>
    /// <exception cref="ArgumentException">Ids are empty or repeated, or the sizes differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">λ is negative, NaN or infinite.</exception>
    public MarketRound(IReadOnlyList<Report> reports, ModelDistances distances, double lambda)
    {
        ArgumentNullException.ThrowIfNull(reports);
        ArgumentNullException.ThrowIfNull(distances);
        if (!(lambda >= 0 && double.IsFinite(lambda)))
            throw new ArgumentOutOfRangeException(nameof(lambda), lambda, "λ must be a finite number ≥ 0");
        Report[] copy = [.. reports];
        if (distances.Participants != copy.Length)
            throw new ArgumentException($"there are {copy.Length} reports but distances of {distances.Participants} participants", nameof(distances));
        CheckIds(copy);
        (Reports, Distances, Lambda) = (copy, distances, lambda + 0.0);
    }

    /// <summary>What the participants claim; everything that the market decides rests on this.</summary>
    public IReadOnlyList<Report> Reports { get; }

    /// <summary>Model distances d_ij.</summary>
    public ModelDistances Distances { get; }

    /// <summary>λ, the weight of model preference against money.</summary>
    public double Lambda { get; }

    /// <summary>A pair whose distance is above this never trades; by default 2, the largest cosine distance. ≥ 0; ∞ bars nobody.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or NaN.</exception>
    public double MaxDistance
    {
        get;
        init => field = value >= 0
            ? value + 0.0
            : throw new ArgumentOutOfRangeException(nameof(value), value, "the largest distance that trades must be ≥ 0");
    } = 2;

    /// <summary>
    /// What models are worth in samples, from evidence; null where the samples that sellers report are believed. It stands in for N_j in
    /// everything that is decided, paid and accounted, by reports and true types alike.
    /// </summary>
    /// <exception cref="ArgumentException">It is of another number of participants.</exception>
    public EffectiveSamples? EffectiveSamples
    {
        get;
        init => field = value is null || value.Participants == Reports.Count
            ? value
            : throw new ArgumentException($"there are {Reports.Count} reports but effective samples of {value.Participants} participants", nameof(value));
    }

    /// <summary>
    /// ε: participants joined by chains of distances below it form a cluster, the same data or model under several names. A buyer imports at
    /// most one of a cluster and none of its own. 0, the default, is off; ≥ 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or NaN.</exception>
    public double ExclusiveDistance
    {
        get;
        init => field = value >= 0
            ? value + 0.0
            : throw new ArgumentOutOfRangeException(nameof(value), value, "the distance below which models exclude each other must be ≥ 0");
    }

    /// <summary>
    /// K̃, the gain scale by which <see cref="Mechanism.Reference"/> makes its prices: stated before anybody reports, by the operator or from
    /// earlier rounds. The other mechanisms do not look at it.
    /// </summary>
    public GainScale? ReferenceGain { get; init; }

    /// <summary>How samples turn into gain; by default the square-root law.</summary>
    public IGainFunction Gain { get; init; } = SquareRootGain.Instance;

    /// <summary>
    /// What the participants are in truth, in the order of <see cref="Reports"/>; null means that all reports are true. Only the accounts
    /// (gain, cost, utility, welfare) use it. The list is copied.
    /// </summary>
    /// <exception cref="ArgumentException">The count differs, or one that in truth never sells reports a finite cost.</exception>
    public IReadOnlyList<ParticipantType>? TrueTypes
    {
        get;
        init => field = value is null ? null : CheckTrueTypes([.. value]);
    }

    /// <summary>The true type of participant <paramref name="index"/>.</summary>
    public ParticipantType TrueTypeOf(int index) => TrueTypes?[index] ?? Reports[index].Type;

    /// <summary>The same round with another report of participant <paramref name="index"/>; the true types stay what they are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such participant.</exception>
    /// <exception cref="ArgumentException">The participant in truth never sells but would report a finite cost.</exception>
    public MarketRound WithReport(int index, ParticipantType type)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Reports.Count);
        Report[] reports = [.. Reports];
        reports[index] = reports[index] with { Type = type };
        return Remade(reports, Distances, EffectiveSamples, TrueTypes ?? [.. Reports.Select(report => report.Type)]);
    }

    /// <summary>The same round under other terms; those not given stay what they are.</summary>
    /// <param name="lambda">λ.</param>
    /// <param name="maxDistance">See <see cref="MaxDistance"/>.</param>
    /// <param name="exclusiveDistance">See <see cref="ExclusiveDistance"/>.</param>
    /// <param name="referenceGain">See <see cref="ReferenceGain"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public MarketRound WithTerms(double? lambda = null, double? maxDistance = null, double? exclusiveDistance = null, GainScale? referenceGain = null) =>
        new(Reports, Distances, lambda ?? Lambda)
        {
            MaxDistance = maxDistance ?? MaxDistance,
            ExclusiveDistance = exclusiveDistance ?? ExclusiveDistance,
            ReferenceGain = referenceGain ?? ReferenceGain,
            EffectiveSamples = EffectiveSamples,
            Gain = Gain,
            TrueTypes = TrueTypes,
        };

    /// <summary>The same round if everybody reported the truth.</summary>
    internal MarketRound AtTruth() => TrueTypes is null ? this : Remade([.. Reports.Select((report, i) => report with { Type = TrueTypes[i] })], Distances, EffectiveSamples);

    /// <summary>A round by the same rules among others, or with other pairs that may trade.</summary>
    internal MarketRound Remade(
        IReadOnlyList<Report> reports, ModelDistances distances, EffectiveSamples? samples, IReadOnlyList<ParticipantType>? trueTypes = null) =>
        new(reports, distances, Lambda)
        {
            MaxDistance = MaxDistance,
            ExclusiveDistance = ExclusiveDistance,
            ReferenceGain = ReferenceGain,
            EffectiveSamples = samples,
            Gain = Gain,
            TrueTypes = trueTypes,
        };

    /// <summary>
    /// The weights with which buyers use the models of an outcome of this round, on its edges, else 0; m × m, row = buyer: a_ij = N̂_ij/N_i
    /// where there is evidence, else N_j/N_i.
    /// </summary>
    public double[,] ImportWeights(Outcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        var weights = new double[Reports.Count, Reports.Count];
        foreach (var (buyer, seller, _, _) in outcome.Edges) weights[buyer, seller] = SampleShare(buyer, seller);
        return weights;
    }

    /// <summary>N̂_ij/N_i where there is evidence, else N_j/N_i, by the reports.</summary>
    internal double SampleShare(int buyer, int seller) =>
        (EffectiveSamples?.Of(buyer, seller) ?? Reports[seller].Type.Samples.Value) / Reports[buyer].Type.Samples.Value;

    private static void CheckIds(Report[] reports)
    {
        var seen = new HashSet<string>(reports.Length, StringComparer.Ordinal);
        for (var i = 0; i < reports.Length; i++)
        {
            if (string.IsNullOrEmpty(reports[i].Id)) throw new ArgumentException($"participant {i} has no id");
            if (!seen.Add(reports[i].Id)) throw new ArgumentException($"two participants have the id \"{reports[i].Id}\"");
        }
    }

    private ParticipantType[] CheckTrueTypes(ParticipantType[] types)
    {
        if (types.Length != Reports.Count) throw new ArgumentException($"there are {types.Length} true types for {Reports.Count} reports");
        for (var i = 0; i < types.Length; i++)
        {
            // Its utility would be −∞ as soon as it sold once.
            if (!types[i].SharingCost.Sells && Reports[i].Type.SharingCost.Sells)
                throw new ArgumentException($"participant \"{Reports[i].Id}\" in truth never sells but reports a finite sharing cost");
        }

        return types;
    }
}
