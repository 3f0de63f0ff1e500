using Ipfl.Protocol;
using Ipfl.Protocol.Ledger;
using Ipfl.Service.Storage;
using Ipfl.Service.Tests.Dashboard;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Ipfl.EndToEnd.Tests.Dashboard;

/// <summary>What the pages show of a market, against its database.</summary>
[Trait("Category", "Long")]
public sealed class ReadingTests
{
    private const string Market = $"/markets/{SeededMarket.Name}";

    [Fact]
    public async Task A_round_is_watched_live()
    {
        await using var browsing = await Browsing.SignedInAsync(Browsing.Desktop);
        var page = browsing.Page;
        await browsing.GoAsync(Market, SeededMarket.Name);
        await Expect(page.GetByText("4 of 8")).ToBeVisibleAsync();
        await browsing.ChangeAsync(async db => (await Entry(db, 4)).Stage = EntryStage.Accepted);
        await Expect(page.GetByText("5 of 8")).ToBeVisibleAsync();
        await browsing.ChangeAsync(async db =>
        {
            var entry = await Entry(db, 5);
            (entry.Stage, entry.Reason) = (EntryStage.Excluded, "tensor 'a' holds numbers that are not finite");
        });
        await Expect(page.Locator("tr", new() { HasText = "mayo" })).ToContainTextAsync("tensor 'a' holds numbers that are not finite");
        await browsing.ChangeAsync(async db =>
        {
            var round = await db.Rounds.SingleAsync(row => row.Number == SeededMarket.Settled + 1);
            round.Stage = RoundStage.Settling;
            (await db.Markets.SingleAsync()).Revision++;
        });
        await Expect(page.Locator("li[aria-current=step]")).ToContainTextAsync("settling");
        var left = await page.Locator("li[aria-current=step] .left").InnerTextAsync();
        await Expect(page.Locator("li[aria-current=step] .left")).Not.ToHaveTextAsync(left);
        browsing.AssertNoFaults();
    }

    [Theory]
    [InlineData(1280, 800)]
    [InlineData(390, 844)]
    public async Task The_graph_is_the_rounds_trades(int width, int height)
    {
        await using var browsing = await Browsing.SignedInAsync((width, height));
        var page = browsing.Page;
        List<TradeRow> trades = [];
        await browsing.ChangeAsync(async db => trades = await db.Trades.AsNoTracking().OrderBy(row => row.Round).ThenBy(row => row.Buyer).ThenBy(row => row.Seller).ToListAsync());
        await browsing.GoAsync($"{Market}/graph", SeededMarket.Name);
        await CheckGraphAsync(page, [.. trades.Where(row => row.Round == SeededMarket.Settled)]);
        await page.GetByLabel("Round", new() { Exact = true }).SelectOptionAsync("1");
        await Expect(page.GetByText($"{trades.Count(row => row.Round == 1)} trades among 8 participants")).ToBeVisibleAsync();
        await CheckGraphAsync(page, [.. trades.Where(row => row.Round == 1)]);
        browsing.AssertNoFaults();
    }

    [Fact]
    public async Task Worth_tells_what_was_bought_what_is_odd_and_what_was_used_unpaid()
    {
        await using var browsing = await Browsing.SignedInAsync(Browsing.Desktop);
        var page = browsing.Page;
        EntryRow rejected = null!;
        await browsing.ChangeAsync(async db => rejected = await Entry(db, SeededMarket.Rejecter, SeededMarket.RejectedRound));
        await browsing.GoAsync($"{Market}/worth", SeededMarket.Name);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Odd uploads" })).ToContainTextAsync("salpetriere: nearly the same model as another participant's (distance 0.012): leuven");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Unpaid use" })).ToContainTextAsync("mayo: its upload of round 6 went 97.0 % of the way to the centre of round 4, which it rejected");
        await page.GetByLabel("Round", new() { Exact = true }).SelectOptionAsync($"{SeededMarket.RejectedRound}");
        var buyer = page.GetByRole(AriaRole.Region, new() { Name = "Buyers" }).Locator("tbody tr", new() { HasText = "mayo" });
        await Expect(buyer.Locator("[data-label=Verdict]")).ToHaveTextAsync("rejected");
        await Expect(buyer.Locator("[data-label=Paid]")).ToHaveTextAsync("0.000000");
        Assert.Equal(rejected.OwnLoss!.Value, double.Parse(await buyer.Locator("[data-label='Loss before']").InnerTextAsync(), System.Globalization.CultureInfo.InvariantCulture), 1e-2);
        browsing.AssertNoFaults();
    }

    [Fact]
    public async Task History_tells_of_all_and_of_one()
    {
        await using var browsing = await Browsing.SignedInAsync(Browsing.Desktop);
        await browsing.GoAsync($"{Market}/history", SeededMarket.Name);
        await browsing.Page.GetByLabel("Participant").SelectOptionAsync("mayo");
        await Expect(browsing.Page.GetByText("mayo").And(browsing.Page.Locator(".legend li"))).ToHaveCountAsync(2);
        await browsing.Page.GetByText("Utility by round as a table").ClickAsync();
        EntryRow last = null!;
        await browsing.ChangeAsync(async db => last = await Entry(db, 5, SeededMarket.Settled));
        var cells = await browsing.Page.GetByRole(AriaRole.Region, new() { Name = "Utility by round" }).Locator("tbody tr").Last.Locator("td").AllInnerTextsAsync();
        Assert.Equal(last.Utility, double.Parse(cells[3], System.Globalization.CultureInfo.InvariantCulture), 1e-4);
    }

    [Fact]
    public async Task The_ledger_is_searched_turned_and_exported()
    {
        await using var browsing = await Browsing.SignedInAsync(Browsing.Desktop);
        var page = browsing.Page;
        List<TransactionRow> all = [];
        await browsing.ChangeAsync(async db => all = await db.Transactions.AsNoTracking().Include(row => row.Postings).OrderByDescending(row => row.Sequence).ToListAsync());
        await browsing.GoAsync($"{Market}/ledger", SeededMarket.Name);
        await ExpectRowsAsync(page, all);
        await page.GetByRole(AriaRole.Button, new() { Name = "Earlier" }).ClickAsync();
        await ExpectRowsAsync(page, all[25..], all.Count);
        await page.GetByLabel("Account").FillAsync("participant:5:reserved");
        await page.GetByLabel("Round").FillAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await ExpectRowsAsync(page, [.. all.Where(row => row.Round == 2 && row.Postings.Any(posting => posting.Account == "participant:5:reserved"))]);
        await page.GetByLabel("Account").FillAsync("");
        await page.GetByLabel("Round").FillAsync("");
        await page.GetByLabel("Key").FillAsync("first-3");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await ExpectRowsAsync(page, [.. all.Where(row => row.Key == "deposit:first-3")]);

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Export CSV" }).ClickAsync());
        var exported = LedgerCsv.Read(await download.PathAsync()).ToList();
        Assert.Equal($"{SeededMarket.Name}-ledger.csv", download.SuggestedFilename);
        Assert.Equal(all.Select(row => Convert.ToHexStringLower(row.Hash)).Reverse(), exported.Select(entry => entry.Hash));
        Assert.All(exported, entry => Assert.Equal(entry.Hash, LedgerChain.Seal(entry).Hash));
        browsing.AssertNoFaults();
    }

    private static Task<EntryRow> Entry(ServiceDb db, int participant, int round = SeededMarket.Settled + 1) => db.Entries.SingleAsync(row => row.Round == round && row.Participant == participant);

    private static async Task CheckGraphAsync(IPage page, List<TradeRow> trades)
    {
        Assert.NotEmpty(trades);
        await Expect(page.Locator("svg.graph path.edge")).ToHaveCountAsync(trades.Count);
        var said = await page.Locator("svg.graph path.edge title").AllTextContentsAsync();
        Assert.Equal(
            trades.Select(trade => $"{SeededMarket.Names[trade.Seller]} sells to {SeededMarket.Names[trade.Buyer]} for {new MicroUnits(trade.Micros)}"),
            said.Select(text => text[..text.IndexOf(" credits", StringComparison.Ordinal)]));
        await Expect(page.Locator("table.matrix td.heat")).ToHaveCountAsync(trades.Count);
        Assert.Equal(
            trades.Select(trade => $"{SeededMarket.Names[trade.Buyer]} pays {SeededMarket.Names[trade.Seller]} {new MicroUnits(trade.Micros)}"),
            await page.Locator("table.matrix td.heat").EvaluateAllAsync<string[]>("cells => cells.map(cell => cell.title)"));
    }

    private static async Task ExpectRowsAsync(IPage page, List<TransactionRow> rows, int? count = null)
    {
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "transaction" })).ToContainTextAsync($"{count ?? rows.Count} transaction");
        await Expect(page.Locator("tbody tr td[data-label=Key] code")).ToHaveTextAsync([.. rows.Take(25).Select(row => row.Key)]);
    }
}
