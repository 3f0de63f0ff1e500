using System.Security.Cryptography;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Ipfl.Protocol.Signing;
using Ipfl.Service.Storage;
using Ipfl.Service.Tests.Serving;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Ipfl.EndToEnd.Tests.Dashboard;

/// <summary>What an operator does on the dashboard, on the real desk.</summary>
[Trait("Category", "Long")]
public sealed class MarketTests
{
    [Theory]
    [InlineData(1280, 800)]
    [InlineData(390, 844)]
    public async Task A_market_is_created_filled_opened_and_closed(int width, int height)
    {
        await using var browsing = await Browsing.SignedInAsync((width, height));
        var page = browsing.Page;
        await CreateAsync(browsing, "clinics");
        await Expect(page.GetByText("0 of the 2 participants that its quorum asks for have reported")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Open market" })).ToBeDisabledAsync();

        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => browsing.IsOwn(shown) } };
        using var channel = GrpcChannel.ForAddress(browsing.Address, new() { HttpHandler = handler });
        foreach (var name in new[] { "anna", "bert" })
        {
            var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var participant = new LightParticipant(name, key, channel.Intercept(new SigningInterceptor(key, TimeProvider.System)));
            await participant.EnrolAsync(await InviteAsync(browsing, name, deposit: "12.5"));
            await participant.ReportAsync(1000, 0.5, 5e5);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Open market" }).ClickAsync();
        await Expect(page.GetByText("Round 1 of 10")).ToBeVisibleAsync();
        await Expect(page.Locator("li[aria-current=step]")).ToContainTextAsync("collecting uploads");
        await DepositAsync(browsing, "bert", "7.25");
        await page.GetByRole(AriaRole.Link, new() { Name = "Participants" }).ClickAsync();
        await Expect(page.Locator("tr", new() { HasText = "bert" })).ToContainTextAsync("19.750000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Close market" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Close it" }).ClickAsync();
        await Expect(page.Locator("header .mark")).ToHaveTextAsync("closing");
        browsing.AssertNoFaults();
        await browsing.ChangeAsync(async db => Assert.Equal("operator", (await db.AuditLog.OrderBy(row => row.Id).LastAsync(row => row.MarketId == "clinics")).Actor));
    }

    [Fact]
    public async Task What_is_wrong_is_said_in_one_line_and_nothing_is_created()
    {
        await using var browsing = await Browsing.SignedInAsync(Browsing.Desktop);
        await browsing.GoAsync("/new", "New market");
        await browsing.Page.GetByLabel("Name").FillAsync("Not A Name");
        await browsing.Page.GetByRole(AriaRole.Button, new() { Name = "Create market" }).ClickAsync();
        await Expect(browsing.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("name: found 'Not A Name'; allowed: 1 to 40 lower-case letters, digits and hyphens");
        await browsing.ChangeAsync(async db => Assert.Equal(1, await db.Markets.CountAsync()));
    }

    [Theory]
    [InlineData(1280, 800)]
    [InlineData(390, 844)]
    public async Task A_market_for_adapters_takes_their_shape_from_the_base_models_sizes(int width, int height)
    {
        await using var browsing = await Browsing.SignedInAsync((width, height));
        var page = browsing.Page;
        await browsing.GoAsync("/new", "New market");
        await page.GetByLabel("Name").FillAsync("advisers");
        await page.GetByLabel("Network").ClickAsync();
        await page.GetByText("adapters of a language model").ClickAsync();
        await Expect(page.GetByLabel("Momentum")).ToHaveCountAsync(0);
        await Expect(page.GetByLabel("Steps a round")).ToHaveValueAsync("10");
        await page.GetByLabel("Base model", new() { Exact = true }).FillAsync("tiny");
        await page.GetByLabel("Rank").FillAsync("2");
        await PageChecks.AssertNamedAsync(page);
        await PageChecks.AssertReadableAsync(page);
        await PageChecks.AssertFitsAsync(page);
        await browsing.ShootAsync($"new-adapters-{width}");

        await CreateAndReadAsync("config.json: found no file; adapters take their shape from the base model's sizes");
        await SizesAsync("""{ "model_type": "gpt2" }""");
        await CreateAndReadAsync("config.json: model_type: found 'gpt2'; allowed is llama, mistral or qwen2");
        await browsing.ChangeAsync(async db => Assert.Equal(1, await db.Markets.CountAsync()));

        await SizesAsync("""{ "model_type": "llama", "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 4, "vocab_size": 31 }""");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create market" }).ClickAsync();
        await browsing.HeadingAsync("advisers");
        await browsing.GoAsync("/markets/advisers/terms", "advisers");
        await Expect(page.Locator("dl")).ToContainTextAsync("q_proj, v_proj");
        await browsing.ChangeAsync(async db =>
        {
            var terms = Ipfl.Protocol.V1.Terms.Parser.ParseJson((await db.Markets.SingleAsync(row => row.Id == "advisers")).Terms);
            Assert.Equal(("lora", "tiny", 2, 8), (terms.Training.Model, terms.Training.Adapter.BaseModel, terms.Training.Adapter.Rank, terms.Tensors.Count));
            Assert.Contains(terms.Tensors, tensor => tensor.Name == "base_model.model.model.layers.1.self_attn.v_proj.lora_A.weight" && tensor.Shape.SequenceEqual([2L, 16L]));
        });
        browsing.AssertNoFaults();

        Task SizesAsync(string json) => page.GetByLabel("Base model's config.json").SetInputFilesAsync(new FilePayload { Name = "config.json", MimeType = "application/json", Buffer = System.Text.Encoding.UTF8.GetBytes(json) });

        async Task CreateAndReadAsync(string fault)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Create market" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync(fault);
        }
    }

    [Fact]
    public async Task A_token_is_shown_once_and_can_be_copied()
    {
        await using var browsing = await Browsing.SignedInAsync(Browsing.Desktop);
        await browsing.GoAsync("/markets/hospitals", "hospitals");
        var token = await InviteAsync(browsing, "zuerich", "0");
        Assert.NotNull(EnrolmentToken.TryParse(token));
        Assert.DoesNotContain(token, await browsing.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal(token, await browsing.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));
        await browsing.ChangeAsync(async db => Assert.Equal(KeyRole.Participant, (await db.Invitations.SingleAsync(row => row.Name == "zuerich")).Role));
    }

    private static async Task CreateAsync(Browsing browsing, string name)
    {
        await browsing.GoAsync("/new", "New market");
        await browsing.Page.GetByLabel("Name").FillAsync(name);
        await browsing.Page.GetByLabel("Quorum").FillAsync("2");
        await browsing.Page.GetByRole(AriaRole.Button, new() { Name = "Create market" }).ClickAsync();
        await browsing.HeadingAsync(name);
    }

    private static async Task<string> InviteAsync(Browsing browsing, string name, string deposit)
    {
        await browsing.Page.GetByRole(AriaRole.Button, new() { Name = "Invite", Exact = true }).ClickAsync();
        var dialog = browsing.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").FillAsync(name);
        await dialog.GetByLabel("Deposit").FillAsync(deposit);
        await dialog.GetByLabel("At most samples").FillAsync("9000");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make a token" }).ClickAsync();
        var token = await dialog.GetByLabel("Token").InputValueAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Copied" })).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        return token;
    }

    private static async Task DepositAsync(Browsing browsing, string name, string amount)
    {
        await browsing.Page.GetByRole(AriaRole.Link, new() { Name = "Participants" }).ClickAsync();
        await browsing.Page.GetByRole(AriaRole.Button, new() { Name = $"Deposit for {name}" }).ClickAsync();
        var dialog = browsing.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Amount").FillAsync(amount);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Deposit" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
    }
}
