using Ipfl.Data;
using Ipfl.Learning;
using Ipfl.Market;
using static TorchSharp.torch;

namespace Ipfl.Simulation;

/// <summary>Measures what the imports of a round are worth, before anybody trains on.</summary>
internal sealed class WorthMeter(Experiment experiment, IWorkloadEngine engine)
{
    /// <summary>Trades of one buyer that are measured by themselves; where there are more, as many are drawn.</summary>
    public const int TradesOfABuyer = 8;

    /// <summary>Measures a round.</summary>
    /// <param name="cohort">Who is present.</param>
    /// <param name="own">Their models as trained, [m, d].</param>
    /// <param name="uploads">What they uploaded, [m, d].</param>
    /// <param name="aggregation">What was made of it.</param>
    /// <param name="market">What was traded, and whose trades are void.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public RoundWorth Measure(Cohort cohort, Tensor own, Tensor uploads, Aggregation aggregation, RoundMarket market, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var people = new ImportWorth?[cohort.Members.Count];
        var imports = new List<Import>();
        for (var row = 0; row < people.Length; row++)
        {
            int[] sellers = market.Void.Contains(row) ? [] : [.. Enumerable.Range(0, people.Length).Where(other => other != row && aggregation.Graph[row, other] != 0)];
            var after = sellers.Length == 0 ? null : ImportPoint.Of(aggregation, row, own.select(0, row), uploads, experiment.Config.Training);
            if (after is null) people[row] = ImportWorth.None;
            else if (Prepare(cohort, row, after.Value, sellers, own, uploads, aggregation) is { } import) imports.Add(import);
        }

        var judged = engine.Judge(
            [.. imports.Select(import => new JudgeRequest(import.Sample.Indices, import.Models) { Weights = import.Sample.Weights })], SampleSource.Test, cancellation);
        var single = Predicted(cohort, market);
        foreach (var (import, verdicts) in imports.Zip(judged))
        {
            var truth = cohort.Participants[cohort.Members[import.Row]].Truth;
            double Gain(int point) => RealisedGain.Of(
                truth.GainScale.Value, truth.Samples.Value, import.Points[point].Share, import.Loss(verdicts[0]), import.Loss(verdicts[1 + (2 * point)]), import.Loss(verdicts[2 + (2 * point)]));
            var (alone, half, after) = (verdicts[0], verdicts[1], verdicts[2]);
            var hasLosses = double.IsFinite(alone.Loss + half.Loss + after.Loss);
            people[import.Row] = new(Gain(0), hasLosses ? new(alone.Loss, half.Loss, after.Loss, import.Points[0].Share) : null, new(alone.Accuracy, after.Accuracy));
            for (var k = 0; k < import.Sellers.Length; k++) single[(import.Row, import.Sellers[k])] = single[(import.Row, import.Sellers[k])] with { Realised = Gain(1 + k) };
        }

        return new(people, single);
    }

    /// <summary>All trades with what the law predicts for each by itself; the void ones bring nothing.</summary>
    private Dictionary<(int Buyer, int Seller), TradeWorth> Predicted(Cohort cohort, RoundMarket market)
    {
        if (!experiment.Algorithm.Trades) return [];
        return market.Agreed.ToDictionary(edge => (edge.Buyer, edge.Seller), edge =>
        {
            var truth = cohort.Participants[cohort.Members[edge.Buyer]].Truth;
            var imported = market.Round.EffectiveSamples?.Of(edge.Buyer, edge.Seller) ?? market.Round.Reports[edge.Seller].Type.Samples.Value;
            return new TradeWorth(market.Round.Gain.Increment(truth.GainScale, truth.Samples.Value, imported), market.Void.Contains(edge.Buyer) ? 0 : null);
        });
    }

    /// <summary>Where one buyer goes by its import, and by each trade alone; null where there is nothing to judge them on.</summary>
    private Import? Prepare(Cohort cohort, int row, ImportPoint after, int[] sellers, Tensor own, Tensor uploads, Aggregation aggregation)
    {
        var member = cohort.Members[row];
        var random = new RandomStream(experiment.Config.Seed, RandomPurpose.Worth, cohort.Round, member);
        var mine = own.select(0, row);
        if (Sample(cohort.Partition.Participants[member], random) is not { } sample) return null;
        if (!experiment.Algorithm.Trades)
        {
            sellers = [];
        }
        else if (sellers.Length > TradesOfABuyer)
        {
            random.Shuffle(sellers.AsSpan());
            sellers = [.. sellers.Take(TradesOfABuyer).Order()];
        }

        return new(row, sample, mine, [after, .. sellers.Select(seller => ImportPoint.OfPair(aggregation.Graph, row, seller, mine, uploads.select(0, seller)))], sellers);
    }

    private TestSample? Sample(int[] training, RandomStream random) => TestSample.Draw(
        experiment.Workload.TestSamplesOf(training).Select(sample => (sample, experiment.Workload.ClassOf(sample, SampleSource.Test))),
        experiment.Workload.LabelCounts(training),
        experiment.Config.WorthSamples,
        random);

    /// <summary>What is judged for one buyer: its own model, then two points on the way to each of those that it is asked about.</summary>
    private sealed record Import(int Row, TestSample Sample, Tensor Own, IReadOnlyList<ImportPoint> Points, int[] Sellers)
    {
        public ModelMixture[] Models => [new(Own), .. Points.SelectMany(point => new[] { point.HalfWay(Own), point.Model })];

        /// <summary>n samples resolve no mean loss below 1/n: differences of losses near 0 are noise.</summary>
        public double Loss(ModelVerdict verdict) => Math.Max(verdict.Loss, 1.0 / Sample.Indices.Count);
    }
}
