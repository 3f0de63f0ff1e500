namespace Ipfl.Market.Auditing;

/// <summary>Tries what a participant could do with a second name, all others as they are. The names' trades with each other change nothing.</summary>
internal sealed class NamesSearch(MarketRound round, Mechanism mechanism, Outcome outcome, SolveOptions options, CancellationToken cancellation)
{
    /// <summary>Shares of its samples that one that splits them gives to the second name.</summary>
    private static readonly double[] Shares = [0.5, 0.25];

    /// <summary>Samples of a fake seller, as multiples of what the others that are offered have on average.</summary>
    private static readonly double[] Sizes = [0.25, 1, 4];

    /// <summary>Costs of a fake seller, as multiples of the one up to which it would be imported; the last leaves it just outside.</summary>
    private static readonly double[] Costs = [0, 0.5, 1 + 1e-9];

    /// <summary>The best trick of each participant, and the best with its own data alone.</summary>
    public (NamesRegret Any, NamesRegret SameData)[] Run(AuditProgress progress)
    {
        var found = new (NamesRegret, NamesRegret)[round.Reports.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Workers, CancellationToken = cancellation };
        Solving.BuyerThreads.Run(() => Parallel.For(0, found.Length, parallel, holder => found[holder] = Of(holder)));
        for (var i = 0; i < found.Length; i++) progress.BuyerDone();
        return found;
    }

    private (NamesRegret Any, NamesRegret SameData) Of(int holder)
    {
        var (account, best, same) = (outcome.Accounts[holder], default(NamesRegret), default(NamesRegret));
        foreach (var (trick, samples, cost, utility) in Selling(holder).Concat(Buying(holder)))
        {
            var gain = utility - account.Utility;
            if (gain <= Rounding.In(account, utility, account.Utility)) continue;
            if (gain > best.Value) best = new(gain, trick, samples, cost);
            if (gain > same.Value && trick != NameTrick.Decoy) same = new(gain, trick, samples, cost);
        }

        return (best, same);
    }

    /// <summary>Two sellers instead of one.</summary>
    private IEnumerable<(NameTrick Trick, long Samples, double Cost, double Utility)> Selling(int holder)
    {
        var type = round.Reports[holder].Type;
        if (!type.SharingCost.Sells) yield break;
        var seller = type with { GainScale = GainScale.Of(0) };
        foreach (var share in Shares)
        {
            var part = (long)(type.Samples.Value * share);
            if (part < 1) continue;
            var (first, second) = (type with { Samples = Samples.Of(type.Samples.Value - part) }, seller with { Samples = Samples.Of(part) });
            if (Solved(holder, first, second) is { } utility && Alone(holder, first) is { } alone)
                yield return (NameTrick.Split, part, type.SharingCost.Value, utility - Math.Max(0, alone - outcome.Accounts[holder].Utility));
        }

        if (Solved(holder, type, seller) is { } twice) yield return (NameTrick.Copy, type.Samples.Value, type.SharingCost.Value, twice);
    }

    /// <summary>The holder's utility if it reported what the first name does and had no other: what that alone brings is a false number of samples, and no matter of names.</summary>
    private double? Alone(int holder, ParticipantType first)
    {
        try
        {
            return mechanism.Solve(round.WithReport(holder, first), options with { Threads = 1 }, cancellation).Accounts[holder].Utility;
        }
        catch (BudgetExceededException)
        {
            return null;
        }
    }

    /// <summary>The holder's utility under both names; null where the market cannot be solved within the budget.</summary>
    private double? Solved(int holder, ParticipantType first, ParticipantType second)
    {
        var (market, other) = (SecondName.Added(round, holder, first, second, distance: 0, everybody: true), round.Reports.Count);
        try
        {
            var edges = mechanism.Solve(market, options with { Threads = 1 }, cancellation).Edges;
            var cost = round.TrueTypeOf(holder).SharingCost.Value;
            var sold = edges.Where(edge => (edge.Seller == holder || edge.Seller == other) && edge.Buyer != holder).Sum(edge => edge.Payment - cost);
            return sold + Bought(holder, edges.Where(edge => edge.Buyer == holder && edge.Seller != other).Select(edge => new Import(edge.Seller, edge.Payment)));
        }
        catch (BudgetExceededException)
        {
            return null;
        }
    }

    /// <summary>A seller that nobody else sees, with its own model or another as far away as the others' are.</summary>
    private IEnumerable<(NameTrick Trick, long Samples, double Cost, double Utility)> Buying(int holder)
    {
        var (account, offers) = (outcome.Accounts[holder], BuyerMarket.Of(round, holder).Offers);
        if (offers.Count == 0) yield break;
        double[] distances = [.. offers.Select(offer => offer.Distance).Order()];
        foreach (var multiple in Sizes)
        {
            var samples = Samples.Of(Math.Clamp((long)(multiple * offers.Average(offer => offer.EffectiveSamples)), 1, Samples.Maximum));
            foreach (var (trick, distance) in new[] { (NameTrick.Shill, 0), (NameTrick.Decoy, distances[distances.Length / 2]) })
            {
                var fake = new ParticipantType(samples, SharingCost.Of(0), GainScale.Of(0));
                var market = BuyerMarket.Of(SecondName.Added(round, holder, round.Reports[holder].Type, fake, distance, everybody: false), holder);
                var sold = account.Received - account.SharingCost;
                foreach (var (cost, imports) in Beside(market)) yield return (trick, samples.Value, cost, sold + Bought(holder, imports));
            }
        }
    }

    /// <summary>What the buyer imports from others beside its own fake, by the cost that the fake reports.</summary>
    private IEnumerable<(double Cost, IEnumerable<Import> Imports)> Beside(BuyerMarket market)
    {
        var fake = round.Reports.Count;
        if (Chosen(market) is not { } free || free.Where(import => import.Seller == fake).ToArray() is not [var own]) yield break;
        foreach (var cost in Costs.Select(multiple => multiple * own.Payment).Distinct())
        {
            var imports = Chosen(market.WithCosts(offer => offer.Seller == fake ? cost : offer.Cost.Value));
            if (imports is not null) yield return (cost, imports.Where(import => import.Seller != fake));
        }
    }

    private IReadOnlyList<Import>? Chosen(BuyerMarket market)
    {
        try
        {
            return mechanism.Choose(market, cancellation);
        }
        catch (BudgetExceededException)
        {
            return null;
        }
    }

    private double Bought(int holder, IEnumerable<Import> imports)
    {
        Solving.Purchase[] purchases = [.. imports.Select(import => new Solving.Purchase(import.Seller, import.Payment, null))];
        return Accounting.GainOf(round, holder, purchases) - purchases.Sum(purchase => purchase.Payment);
    }
}
