using Ipfl.Data;
using Ipfl.Market;
using Ipfl.Protocol;
using Ipfl.Protocol.Ledger;
using Ipfl.Service.Ledger;

namespace Ipfl.Service.Tests.Ledger;

/// <summary>Outcomes of all mechanisms, paid through the ledger: what everybody ends with is what the mechanism says, to a micro-unit a purchase.</summary>
public sealed class SettledOutcomeTests
{
    private const int Markets = 40;
    private const int Participants = 7;
    private const double MicroUnit = 1e-6 * (1 + 1e-6);
    private static readonly MicroUnits Deposited = new(1_000_000_000_000);

    [Theory]
    [InlineData("vcg")]
    [InlineData("critical")]
    [InlineData("marginal")]
    public async Task Everybody_ends_with_what_the_mechanism_says(string mechanism)
    {
        using var database = new LedgerDatabase();
        var random = new RandomStream(17, RandomPurpose.Partition);
        var trades = 0;
        await database.AppendAsync([.. Enumerable.Range(0, Participants).Select(number => TransactionDraft.Deposit($"{number}", number, Deposited))]);
        var before = (await database.VerifyAsync()).Balances;
        for (var round = 1; round <= Markets; round++)
        {
            var outcome = Mechanism.Find(mechanism)!.Solve(RandomRound(random), threads: 1);
            foreach (var purchase in outcome.Edges.GroupBy(edge => edge.Buyer)) await PayAsync(database, round, purchase.Key, [.. purchase]);
            var after = (await database.VerifyAsync()).Balances;
            for (var number = 0; number < Participants; number++)
            {
                var (account, sales) = (outcome.Accounts[number], outcome.Edges.Count(edge => edge.Seller == number));
                var change = (after[AccountName.Available(number)] - before[AccountName.Available(number)]).Value / 1e6;
                var bought = outcome.Edges.Any(edge => edge.Buyer == number);
                Assert.InRange(change - (account.Received - account.Paid), (-MicroUnit * sales) - 1e-9, bought ? MicroUnit : 1e-9);
            }

            (before, trades) = (after, trades + outcome.Edges.Count);
        }

        Assert.InRange(before[AccountName.Rounding].Value, 1, trades);
        Assert.Null((await database.VerifyAsync()).Fault);
    }

    private static Task PayAsync(LedgerDatabase database, int round, int buyer, Edge[] purchase)
    {
        var payments = RoundedPayments.Of([.. purchase.Select(edge => (edge.Seller, edge.Payment))]);
        Assert.InRange(purchase.Sum(edge => edge.Payment) - payments.Reserved.Value / 1e6, -1e-9, MicroUnit);
        return database.AppendAsync(TransactionDraft.Reserve(round, buyer, payments.Reserved), TransactionDraft.Post(round, buyer, payments.Reserved, payments.Sellers));
    }

    private static MarketRound RandomRound(RandomStream random)
    {
        var distances = new double[Participants, Participants];
        for (var i = 0; i < Participants; i++)
        {
            for (var j = 0; j < i; j++) distances[i, j] = distances[j, i] = 1.2 * random.NextDouble();
        }

        return new(
            [.. Enumerable.Range(0, Participants).Select(number => Report.Of($"{number}", 500 + random.NextInt(8_500), 2 * random.NextDouble(), 5e5))],
            ModelDistances.Dense(distances), lambda: 1);
    }
}
