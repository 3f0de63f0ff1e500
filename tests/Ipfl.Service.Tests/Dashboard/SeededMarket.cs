using Ipfl.Data;
using Ipfl.Market;
using Ipfl.Protocol;
using Ipfl.Protocol.V1;
using Ipfl.Service.Ledger;
using Ipfl.Service.Rounds;
using Ipfl.Service.Storage;
using CentreVerdict = Ipfl.Service.Storage.CentreVerdict;

namespace Ipfl.Service.Tests.Dashboard;

/// <summary>A market as it is in its seventh round, decided by the real rules on invented distances.</summary>
internal sealed class SeededMarket(ServiceDb db, TimeProvider time)
{
    public const string Name = "hospitals";
    public const int Settled = 6;

    /// <summary>Who rejected its centre in that round and went on from it all the same, as its last upload shows.</summary>
    public const int Rejecter = 5;
    public const int RejectedRound = 4;
    private const double Deposit = 1000;

    /// <summary>Who takes part; the last one is late in every other round.</summary>
    public static readonly string[] Names = ["charite", "heidelberg", "inselspital", "karolinska", "leuven", "mayo", "salpetriere", "vienna"];

    private static readonly long[] Samples = [5200, 3100, 900, 4100, 1500, 6400, 2600, 700];
    private readonly Terms _terms = Terms();
    private readonly DateTimeOffset _now = time.GetUtcNow();

    public static Terms Terms() => new()
    {
        Market = Name,
        Currency = "credits",
        Mechanism = "vcg",
        Evidence = "cosine",
        Import = "mean",
        TrialShare = 0.1,
        Lambda = 3,
        Eta = 5,
        MaxDistance = 1,
        Rounds = 20,
        UploadSeconds = 3600,
        DeliverySeconds = 600,
        Quorum = 4,
        Training = new() { Model = "simple-cnn", InputShape = { 1, 28, 28 }, Classes = 10, Steps = 200, BatchSize = 64, LearningRate = 0.01, Momentum = 0.9, WeightDecay = 1e-5 },
    };

    public async Task WriteAsync()
    {
        db.Markets.Add(new() { Id = Name, Terms = Google.Protobuf.JsonFormatter.Default.Format(_terms), Stage = MarketStage.Open, HasInitialModel = true, Round = Settled + 1, Revision = 20, CreatedAt = _now });
        for (var number = 0; number < Names.Length; number++) db.Participants.Add(Participant(number));
        await db.SaveChangesAsync();
        await InTransactionAsync(ledger => Each(number => ledger.AppendAsync(TransactionDraft.Deposit($"first-{number}", number, MicroUnits.Floor(Deposit)))));
        for (var round = 1; round <= Settled; round++) await SettleAsync(round);
        db.Rounds.Add(new() { MarketId = Name, Number = Settled + 1, Stage = RoundStage.Collecting, OpenedAt = _now, Deadline = _now.AddMinutes(48) });
        for (var number = 0; number < Names.Length; number++) db.Entries.Add(Entry(Settled + 1, number, number < 4 ? EntryStage.Accepted : number == 4 ? EntryStage.Receiving : EntryStage.Expected));
        await db.SaveChangesAsync();
    }

    private ParticipantRow Participant(int number) => new()
    {
        MarketId = Name,
        Number = number,
        Name = Names[number],
        KeyId = $"{number:x32}",
        Active = true,
        Samples = Samples[number],
        SharingCost = number == 2 ? null : 1,
        GainScale = 5e5,
        EnrolledAt = _now.AddDays(-2),
        LastSeen = _now.AddSeconds(number == 7 ? -900 : -3 * number),
    };

    private async Task SettleAsync(int round)
    {
        int[] present = [.. Enumerable.Range(0, Names.Length).Where(number => number < 7 || round % 2 == 1)];
        var ledger = new MarketLedger(db, Name, time);
        var participants = new List<RoundParticipant>();
        foreach (var number in present)
            participants.Add(new(number, Names[number], ParticipantType.Of(Samples[number], number == 2 ? null : 1, 5e5), await ledger.BalanceAsync(Ipfl.Protocol.Ledger.AccountName.Available(number))));
        var decision = RoundDecision.Of(MarketRules.Of(_terms), participants, Distances(round, present));
        db.Rounds.Add(new()
        {
            MarketId = Name,
            Number = round,
            Stage = RoundStage.Done,
            OpenedAt = _now.AddHours(round - 8),
            Deadline = _now.AddHours(round - 7),
            SettledAt = _now.AddHours(round - 7),
            DoneAt = _now.AddHours(round - 7),
            Welfare = decision.Outcome.SocialWelfare,
        });
        for (var row = 0; row < present.Length; row++) db.Entries.Add(Settle(Entry(round, present[row], EntryStage.Accepted), decision, row));
        if (present.Length < Names.Length) db.Entries.Add(Late(Entry(round, 7, EntryStage.Excluded)));
        db.Trades.AddRange(decision.Trades.Select(trade => new TradeRow
        {
            MarketId = Name,
            Round = round,
            Buyer = present[trade.Buyer],
            Seller = present[trade.Seller],
            Distance = trade.Distance,
            Payment = trade.Payment,
            Micros = trade.Micros.Value,
            ClaimedSamples = trade.ClaimedSamples,
            EffectiveSamples = Math.Round(Samples[present[trade.Seller]] * (1 - trade.Distance)),
            Predicted = trade.Predicted,
        }));
        await db.SaveChangesAsync();
        await InTransactionAsync(book => PayAsync(book, round, present, decision));
    }

    private static async Task PayAsync(MarketLedger ledger, int round, int[] present, RoundDecision decision)
    {
        foreach (var bought in decision.Trades.GroupBy(trade => trade.Buyer))
        {
            var charge = decision.Charges[bought.Key];
            if (charge <= MicroUnits.Zero) continue;
            await ledger.AppendAsync(TransactionDraft.Reserve(round, present[bought.Key], charge));
            if (IsRejected(round, present[bought.Key])) await ledger.AppendAsync(TransactionDraft.Void(round, present[bought.Key], charge));
            else await ledger.AppendAsync(TransactionDraft.Post(round, present[bought.Key], charge, [.. bought.Select(trade => new SellerAmount(present[trade.Seller], trade.Micros))]));
        }
    }

    private static EntryRow Settle(EntryRow entry, RoundDecision decision, int row)
    {
        var account = decision.Outcome.Accounts[row];
        (entry.Gain, entry.Paid, entry.Received, entry.Cost, entry.Utility) = (account.Gain, account.Paid, account.Received, account.SharingCost, account.Utility);
        if (entry is { Round: Settled, Participant: Rejecter }) (entry.UnpaidRound, entry.Towards) = (RejectedRound, 0.97);
        if (entry is { Round: Settled, Participant: 6 }) (entry.Remark, entry.CopyOf) = ("nearly the same model as another participant's (distance 0.012)", Names[4]);
        if (account.Paid > 0) Judge(entry);
        return entry;
    }

    private static void Judge(EntryRow entry)
    {
        var isRejected = IsRejected(entry.Round, entry.Participant);
        (entry.Settlement, entry.Verdict) = isRejected ? (SettlementStage.Voided, CentreVerdict.Rejected) : (SettlementStage.Posted, CentreVerdict.Used);
        (entry.TrialSamples, entry.OwnLoss) = ((int)(entry.Samples / 10), 1.6 * Math.Exp(-entry.Round / 4.0));
        entry.CentreLoss = entry.OwnLoss * (isRejected ? 1.08 : 0.91);
        entry.RealisedGain = isRejected ? 0 : 0.8 * entry.Gain;
    }

    private static bool IsRejected(int round, int participant) => (round, participant) == (RejectedRound, Rejecter);

    private static EntryRow Late(EntryRow entry)
    {
        (entry.Reason, entry.UploadDigest, entry.UploadBytes) = ("no upload before the deadline", null, 0);
        return entry;
    }

    private static EntryRow Entry(int round, int number, EntryStage stage)
    {
        var random = new RandomStream(1, RandomPurpose.Algorithm, round, number);
        return new()
        {
            MarketId = Name,
            Round = round,
            Participant = number,
            Stage = stage,
            Samples = Samples[number],
            SharingCost = number == 2 ? null : 1,
            GainScale = 5e5,
            UploadDigest = stage == EntryStage.Expected ? null : new string('a', 64),
            UploadBytes = stage == EntryStage.Expected ? 0 : 178_000,
            Accuracy = stage == EntryStage.Accepted ? 0.86 - (0.3 * Math.Exp(-round / 2.0)) + (0.02 * random.NextNormal()) : null,
        };
    }

    private static double[,] Distances(int round, int[] present)
    {
        var distances = new double[present.Length, present.Length];
        for (var i = 0; i < present.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var random = new RandomStream(2, RandomPurpose.Algorithm, round, (100 * present[i]) + present[j]);
                distances[i, j] = distances[j, i] = (present[i] % 2 == present[j] % 2 ? 0.15 : 0.7) + (0.2 * random.NextDouble());
            }
        }

        return distances;
    }

    private static async Task Each(Func<int, Task> deed)
    {
        for (var number = 0; number < Names.Length; number++) await deed(number);
    }

    private async Task InTransactionAsync(Func<MarketLedger, Task> deed)
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await deed(new(db, Name, time));
        await transaction.CommitAsync();
    }
}
