using System.Text.Json;

namespace Ipfl.Reporting.Tests;

/// <summary>Writes run folders with plausible results: accuracies that rise, a market whose payments lie between cost and gain.</summary>
internal sealed record SampleRun(int Participants = 10, int Rounds = 20)
{
    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web);
    private static readonly string[] Fashion = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    public int Seed { get; init; }

    public string Algorithm { get; init; } = "ipfl";

    public string Mechanism { get; init; } = "marginal";

    /// <summary>Models are used, and where this is true also paid for.</summary>
    public bool Trades { get; init; } = true;

    /// <summary>Nobody uses another's model.</summary>
    public bool Alone { get; init; }

    public bool Finished { get; init; } = true;

    public bool EmbeddedData { get; init; } = true;

    public IReadOnlyList<string> ClassNames { get; init; } = Fashion;

    public Func<int, string> Id { get; init; } = i => $"p{i}";

    /// <summary>Type and role of each.</summary>
    public Func<int, (string Type, string Role)> Standing { get; init; } = _ => ("uniform", "honest");

    /// <summary>After which round each has left.</summary>
    public Func<int, int> Left { get; init; } = _ => int.MaxValue;

    /// <summary>What lies could have brought participant i in a round; null where rounds were not audited.</summary>
    public Func<int, int, LieRegrets>? Audit { get; init; }

    /// <summary>Losses on test data are evaluated too.</summary>
    public bool Losses { get; init; }

    /// <summary>What those earn who are not benign.</summary>
    public Incomes? Incomes { get; init; }

    /// <summary>It is measured what imports are worth: the n-th trade brings what is paid for it times this.</summary>
    public Func<int, double>? Worth { get; init; }

    /// <summary>Whether the n-th trade is void.</summary>
    public Func<int, bool> Void { get; init; } = _ => false;

    public string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var rounds = MakeRounds();
        File.WriteAllText(Path.Combine(folder, "rounds.jsonl"), Lines(rounds));
        File.WriteAllText(Path.Combine(folder, "timings.jsonl"), Lines(rounds.Select(Timing)));
        if (Audit is not null) File.WriteAllText(Path.Combine(folder, "audit.jsonl"), Lines(rounds.Select(Audited)));
        File.WriteAllText(Path.Combine(folder, "config.toml"), $"task = \"fashion-niid\"\nalgorithm = \"{Algorithm}\"\nparticipants = {Participants}\nrounds = {Math.Max(Rounds, 1) * (Finished ? 1 : 2)}\nlearning_rate = 0.01\nseed = {Seed}\n\n[partition]\nkind = \"dirichlet\"\nbeta = 0.5\n\n[market]\nmechanism = \"{Mechanism}\"\nlambda = 0.05\n");
        if (Finished) File.WriteAllText(Path.Combine(folder, "summary.json"), JsonSerializer.Serialize(Summary(rounds), Camel));
        return folder;
    }

    public RunSummary Summary() => Summary(MakeRounds());

    public IReadOnlyList<RoundResult> MakeRounds()
    {
        var random = new Random((1000 * Seed) + Participants);
        double[] ceilings = [.. Enumerable.Range(0, Participants).Select(_ => 0.75 + (0.22 * random.NextDouble()))];
        var best = new double[Participants];
        return [.. Enumerable.Range(1, Rounds).Select(round => MakeRound(round, random, ceilings, best))];
    }

    private RoundResult MakeRound(int round, Random random, double[] ceilings, double[] best)
    {
        GraphEdge[] edges = [.. MakeEdges(round, random)];
        var people = Enumerable.Range(0, Participants).Where(i => Left(i) >= round).Select(i =>
        {
            var accuracy = ceilings[i] * (1 - (0.6 * Math.Exp(-round / 4.0))) + (0.02 * (random.NextDouble() - 0.5));
            best[i] = Math.Max(best[i], accuracy);
            var (paid, received) = (edges.Where(e => e.Buyer == Id(i)).Sum(e => e.Payment), edges.Where(e => e.Seller == Id(i)).Sum(e => e.Payment));
            var (gain, cost) = (1.4 * paid + (paid > 0 ? random.NextDouble() : 0), 0.6 * received);
            return new ParticipantRound(Id(i), accuracy, best[i], 0.5 * accuracy, 2 * Math.Exp(-round / 5.0), gain, paid, received, cost, gain - paid + received - cost)
            {
                EvaluationLoss = Losses ? 3 * Math.Exp(-round / 6.0) + (0.1 * i) : null,
                Role = Standing(i).Role is var role and not "honest" ? role : null,
            };
        }).ToArray();
        var welfare = people.Sum(p => p.Gain - p.Cost);
        return Measured(new RoundResult(round, people, edges, welfare, 0.03 * welfare, 0.97 * welfare));
    }

    /// <summary>Edges and participants get what the trades brought; what a buyer realises is the sum over its trades.</summary>
    private RoundResult Measured(RoundResult round)
    {
        if (Worth is null) return round;
        GraphEdge[] edges = [.. round.Edges.Select((edge, n) => edge with
        {
            Payment = Void(n) ? 0 : edge.Payment,
            Predicted = Trades ? 1.4 * edge.Payment : null,
            Realised = !Trades ? null : Void(n) ? 0 : Worth(n) * edge.Payment,
            Void = Void(n),
        })];
        ParticipantRound[] people = [.. round.Participants.Select(p => p with
        {
            RealisedGain = edges.Where(edge => edge.Buyer == p.Id).Sum(edge => edge.Realised ?? 0),
            ImportAccuracy = edges.Any(edge => edge.Buyer == p.Id && !edge.Void) ? new(0.5, 0.4) : null,
        })];
        return round with { Edges = edges, Participants = people, RealWelfare = people.Where(p => p.Role is null or "liar").Sum(p => p.RealisedGain - p.Cost) };
    }

    private IEnumerable<GraphEdge> MakeEdges(int round, Random random)
    {
        if (Alone) yield break;
        for (var buyer = 0; buyer < Participants; buyer++)
            for (var seller = 0; seller < Participants; seller++)
                if (buyer != seller && Left(buyer) >= round && Left(seller) >= round && (!Trades || random.NextDouble() < (0.1 + (0.4 / round)) * Math.Min(1, 20.0 / Participants)))
                    yield return new GraphEdge(Id(buyer), Id(seller), Trades ? 0.5 + random.NextDouble() : 1.0 / Participants, Trades ? 1.5 * random.NextDouble() : 0);
    }

    private RunSummary Summary(IReadOnlyList<RoundResult> rounds)
    {
        var random = new Random(Seed);
        ParticipantSummary[] people = [.. Enumerable.Range(0, Participants).Select(i => Person(i, [.. rounds.SelectMany(r => r.Participants.Where(p => p.Id == Id(i)))], random))];
        return new RunSummary(
            "fashion-niid", Algorithm, Seed, rounds.Count,
            people.Average(p => p.BestAccuracy), people.Average(p => p.FinalAccuracy), people.Average(p => p.Utility), people.Min(p => p.Utility),
            people, 83.4, 5120.5, EmbeddedData, Mechanism, ClassNames)
        {
            MeanEvaluationLoss = people.Average(p => p.EvaluationLoss),
            Incomes = Incomes,
        };
    }

    private ParticipantSummary Person(int i, ParticipantRound[] rounds, Random random)
    {
        long[] labels = [.. ClassNames.Select(_ => random.Next(3) == 0 ? 0L : (long)(400 * Math.Pow(random.NextDouble(), 3)))];
        return new ParticipantSummary(
            Id(i), labels.Sum(), labels, rounds.Length == 0 ? 0 : rounds[^1].BestAccuracy, rounds.Length == 0 ? 0 : rounds[^1].Accuracy,
            rounds.Sum(r => r.Gain), rounds.Sum(r => r.Paid), rounds.Sum(r => r.Received), rounds.Sum(r => r.Cost), rounds.Sum(r => r.Utility))
        {
            EvaluationLoss = rounds.Length == 0 ? null : rounds[^1].EvaluationLoss,
            Type = Standing(i).Type,
            Role = Standing(i).Role,
        };
    }

    private AuditedRound Audited(RoundResult round) => new(
        round.Round, [.. Enumerable.Range(0, Participants).Where(i => Left(i) >= round.Round).Select(i => new AuditedMember(Id(i), Audit!(i, round.Round)))]);

    private RoundTiming Timing(RoundResult round) => new(round.Round, 3.1, 0.6, 0.004, 0.05, 0.2, 15_000, 4838.7, 1_600_000_000 + (round.Round * 1000))
    {
        AuditSeconds = Audit is null ? null : 0.5,
        WorthSeconds = Worth is null ? null : 0.3,
    };

    private static string Lines<T>(IEnumerable<T> values) => string.Concat(values.Select(value => JsonSerializer.Serialize(value, Camel) + "\n"));
}
