using Ipfl.Learning;
using static TorchSharp.torch;

namespace Ipfl.Simulation;

/// <summary>
/// Evidence from the losses of mixtures: the share α* of a seller's upload in the best mixture with the buyer's own model, for pairs that could
/// trade, where it is better than the best mixture with the initial model. All searches go side by side, a pass of each at a time.
/// </summary>
/// <param name="engine">Judges models.</param>
/// <param name="settings">The margin, and how many sellers are judged for a buyer.</param>
/// <param name="samplesOf">What a participant's evidence is judged on.</param>
internal sealed class LossEvidence(IWorkloadEngine engine, EvidenceSettings settings, Func<int, JudgedOn> samplesOf)
{
    /// <summary>Fills in α* of pairs of those present, by their numbers among all; NaN stands for pairs that were not judged.</summary>
    /// <param name="shares">α*, all × all participants; changed.</param>
    /// <param name="isDue">Whether pairs are judged anew that were judged before.</param>
    /// <param name="cohort">Who is present.</param>
    /// <param name="models">The round's models.</param>
    /// <param name="distances">Cosine distances of the uploads, m × m.</param>
    /// <param name="marketDistances">The market's distances.</param>
    /// <param name="maxDistance">Pairs farther apart by the market's distance never trade.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public void Gather(
        double[,] shares, bool isDue, Cohort cohort, RoundModels models, double[,] distances, double[,] marketDistances, double maxDistance, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var (mine, offered) = (models.Own.unbind(), models.Uploads.unbind());
        var buyers = new List<Search>();
        for (var i = 0; i < cohort.Members.Count; i++)
        {
            if (isDue) Forget(shares, cohort, i);
            int[] sellers = [.. Sellers(cohort, i, distances, marketDistances, maxDistance).Where(j => double.IsNaN(shares[cohort.Members[i], cohort.Members[j]]))];
            var on = samplesOf(cohort.Members[i]);
            if (sellers.Length > 0 && on.Samples.Length > 0) buyers.Add(new(i, on, sellers));
        }

        Begin(buyers, mine, cancellation);
        while (buyers.Exists(buyer => buyer.IsSearching)) Pass(buyers, models.Initial, mine, offered, cancellation);
        foreach (var buyer in buyers)
            for (var k = 0; k < buyer.Sellers.Length; k++) shares[cohort.Members[buyer.Row], cohort.Members[buyer.Sellers[k]]] = buyer.Share(k, settings.Margin);
    }

    private static void Forget(double[,] shares, Cohort cohort, int buyer)
    {
        foreach (var seller in cohort.Members) shares[cohort.Members[buyer], seller] = double.NaN;
    }

    /// <summary>Those who would sell to a buyer that buys, the nearest by cosine.</summary>
    private IEnumerable<int> Sellers(Cohort cohort, int buyer, double[,] distances, double[,] marketDistances, double maxDistance)
    {
        if (!cohort.Reports[buyer].Type.GainScale.Buys) return [];
        return Enumerable.Range(0, cohort.Members.Count)
            .Where(j => j != buyer && cohort.Reports[j].Type.SharingCost.Sells && marketDistances[buyer, j] <= maxDistance)
            .OrderBy(j => distances[buyer, j])
            .Take(settings.Candidates);
    }

    private void Begin(List<Search> buyers, Tensor[] own, CancellationToken cancellation)
    {
        var verdicts = engine.Judge([.. buyers.Select(buyer => buyer.On.Ask([new(own[buyer.Row])]))], SampleSource.Training, cancellation);
        foreach (var (buyer, verdict) in buyers.Zip(verdicts)) buyer.Begin(verdict[0]);
    }

    private void Pass(List<Search> buyers, Tensor initial, Tensor[] own, Tensor[] offered, CancellationToken cancellation)
    {
        Search[] searching = [.. buyers.Where(buyer => buyer.IsSearching)];
        var verdicts = engine.Judge([.. searching.Select(buyer => buyer.On.Ask(buyer.Next(initial, own, offered)))], SampleSource.Training, cancellation);
        foreach (var (buyer, found) in searching.Zip(verdicts)) buyer.Tell(found);
    }

    /// <summary>One buyer's searches: with the initial model, and with each seller's.</summary>
    private sealed class Search(int row, JudgedOn on, int[] sellers)
    {
        private MixtureSearch[] _searches = [];

        public int Row => row;

        public JudgedOn On => on;

        public int[] Sellers => sellers;

        public bool IsSearching => Array.Exists(_searches, search => search.Next is not null);

        private IEnumerable<int> Searching => Enumerable.Range(0, _searches.Length).Where(k => _searches[k].Next is not null);

        public void Begin(ModelVerdict own) => _searches = [.. Enumerable.Range(0, sellers.Length + 1).Select(_ => new MixtureSearch(own))];

        public ModelMixture[] Next(Tensor initial, Tensor[] own, Tensor[] offered) =>
            [.. Searching.Select(k => new ModelMixture(own[row], k < sellers.Length ? offered[sellers[k]] : initial, _searches[k].Next!.Value))];

        public void Tell(ModelVerdict[] verdicts)
        {
            foreach (var (k, verdict) in Searching.ToArray().Zip(verdicts)) _searches[k].Tell(verdict);
        }

        /// <summary>α*, or 0 where the loss does not fall by more than the margin.</summary>
        public double Share(int k, double margin) => _searches[k].Result(_searches[^1].Best) is var found && found.Samples(1, margin) > 0 ? found.Share : 0;
    }
}

/// <summary>Training samples, by their indices, that models are judged on for somebody.</summary>
/// <param name="Samples">None where there is nothing to judge on.</param>
/// <param name="Weights">What each counts; null where all count alike.</param>
internal sealed record JudgedOn(int[] Samples, double[]? Weights)
{
    public JudgeRequest Ask(IReadOnlyList<ModelMixture> models) => new(Samples, models) { Weights = Weights };

    /// <summary>The operator's set as a participant sees it: each class with the share that it has among the participant's own samples.</summary>
    public static JudgedOn Probe(int[] probe, Func<int, int> classOf, int[] own)
    {
        var (mine, there) = (own.CountBy(classOf).ToDictionary(), probe.CountBy(classOf).ToDictionary());
        int[] known = [.. probe.Where(sample => mine.ContainsKey(classOf(sample)))];
        return new(known, [.. known.Select(sample => (double)mine[classOf(sample)] / there[classOf(sample)])]);
    }
}

/// <summary>The models that a round's evidence is about.</summary>
/// <param name="Initial">θ⁰, [d].</param>
/// <param name="Own">Models of those present as they keep them, [m, d].</param>
/// <param name="Uploads">What they offer, [m, d].</param>
internal sealed record RoundModels(Tensor Initial, Tensor Own, Tensor Uploads);
