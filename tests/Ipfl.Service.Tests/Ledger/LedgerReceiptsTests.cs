using System.Security.Cryptography;
using Google.Protobuf;
using Ipfl.Protocol.Ledger;
using Ipfl.Protocol.V1;
using Ipfl.Service.Ledger;
using Ipfl.Service.Markets;
using Ipfl.Service.Storage;

namespace Ipfl.Service.Tests.Ledger;

/// <summary>A round in which a buys from b and c and confirms, b buys from c and never does; its receipts, checked by those who hold them.</summary>
public sealed class LedgerReceiptsTests : IAsyncLifetime, IDisposable
{
    private readonly LedgerDatabase _database = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private LedgerEntry[] _ledger = [];

    public async ValueTask InitializeAsync()
    {
        await _database.AppendAsync(TransactionDraft.Deposit("a", 0, new(1_000)), TransactionDraft.Deposit("b", 1, new(500)));
        await _database.AppendAsync(TransactionDraft.Reserve(1, 0, new(300)), TransactionDraft.Reserve(1, 1, new(200)));
        await _database.AppendAsync(TransactionDraft.Post(1, 0, new(300), [new(1, new(199)), new(2, new(100))]), TransactionDraft.Void(1, 1, new(200)));
        await using var db = _database.Open();
        db.AddRange(
            new RoundRow { MarketId = LedgerDatabase.Market, Number = 1, Stage = RoundStage.Done },
            Participant(0, "alpha"), Participant(1, "beta"), Participant(2, "gamma"),
            Entry(0, SettlementStage.Posted, "c0"), Entry(1, SettlementStage.Voided, "c1"), Entry(2, SettlementStage.None, null),
            Trade(0, 1, 199), Trade(0, 2, 100), Trade(1, 2, 200));
        await db.SaveChangesAsync();
        _ledger = [.. db.ReadLedgerAsync(LedgerDatabase.Market).ToBlockingEnumerable()];
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        _database.Dispose();
        _key.Dispose();
    }

    [Fact]
    public async Task It_says_what_a_buyer_bought_and_where_the_ledger_says_so()
    {
        var receipt = await ReceiptAsync(0);
        Assert.Equal((LedgerDatabase.Market, 1, "alpha", "u0", "c0", Settlement.Posted), (receipt.Market, receipt.Round, receipt.Participant, receipt.UploadDigest, receipt.CentreDigest, receipt.Settlement));
        Assert.Equal([("beta", 199), ("gamma", 100)], receipt.Bought.Select(trade => (trade.Counterpart, trade.Micros)));
        Assert.Empty(receipt.Sold);
        Assert.Equal(
            [(3, "participant:0:available", -300), (3, "participant:0:reserved", 300), (5, "participant:0:reserved", -300)],
            receipt.Lines.Select(line => (line.Sequence, line.Account, line.Micros)));
    }

    [Fact]
    public async Task A_sale_that_was_never_confirmed_is_none()
    {
        var receipt = await ReceiptAsync(2);
        Assert.Equal([("alpha", 100)], receipt.Sold.Select(trade => (trade.Counterpart, trade.Micros)));
        Assert.Equal((Settlement.Unspecified, ""), (receipt.Settlement, receipt.CentreDigest));
        Assert.Equal([(5, "participant:2:available", 100)], receipt.Lines.Select(line => (line.Sequence, line.Account, line.Micros)));
    }

    [Fact]
    public async Task A_purchase_that_was_given_back_says_so()
    {
        var receipt = await ReceiptAsync(1);
        Assert.Equal(Settlement.Voided, receipt.Settlement);
        Assert.Equal(0, receipt.Lines.Sum(line => line.Micros) - 199);
    }

    [Fact]
    public async Task It_is_verified_offline_against_an_export()
    {
        using var folder = new TemporaryFolder();
        using (var writer = new StreamWriter(folder.File("ledger.csv"))) LedgerCsv.Write(writer, _ledger);
        using var publicKey = ECDsa.Create();
        publicKey.ImportSubjectPublicKeyInfo(_key.ExportSubjectPublicKeyInfo(), out _);
        for (var participant = 0; participant < 3; participant++)
        {
            var receipt = ReceiptCheck.Open(LedgerReceipts.Sign(await ReceiptAsync(participant), _key), publicKey);
            Assert.Equal(await ReceiptAsync(participant), receipt);
            Assert.Null(Against(receipt, LedgerCsv.Read(folder.File("ledger.csv"))));
        }
    }

    [Fact]
    public async Task Many_are_held_against_a_ledger_in_one_pass()
    {
        Receipt[] receipts = [await ReceiptAsync(0), await ReceiptAsync(1), await ReceiptAsync(2)];
        var verifier = new LedgerVerifier();
        Assert.Null(ReceiptCheck.Against(receipts, _ledger, verifier));
        Assert.Equal((_ledger.Length, _ledger[^1].Hash), (verifier.Count, verifier.Head));
        receipts[2].Lines[0].Micros++;
        Assert.Equal(5, ReceiptCheck.Against(receipts, _ledger, new())!.Sequence);
    }

    [Fact]
    public async Task A_changed_receipt_is_refused()
    {
        var signed = LedgerReceipts.Sign(await ReceiptAsync(0), _key);
        for (var at = 0; at < signed.Receipt.Length; at++)
        {
            var changed = new SignedReceipt { Receipt = Flipped(signed.Receipt, at), Signature = signed.Signature };
            Assert.Throws<InvalidDataException>(() => ReceiptCheck.Open(changed, _key));
        }

        for (var at = 0; at < signed.Signature.Length; at++)
        {
            var changed = new SignedReceipt { Receipt = signed.Receipt, Signature = Flipped(signed.Signature, at) };
            Assert.Throws<InvalidDataException>(() => ReceiptCheck.Open(changed, _key));
        }

        Assert.Throws<InvalidDataException>(() => ReceiptCheck.Open(new SignedReceipt { Receipt = signed.Receipt }, _key));
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Contains("another server", Assert.Throws<InvalidDataException>(() => ReceiptCheck.Open(signed, other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signed_bytes_that_are_no_receipt_are_refused()
    {
        var noise = ByteString.CopyFrom(0xFF, 0xFF, 0xFF);
        var signature = ByteString.CopyFrom(_key.SignData(noise.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        Assert.Contains("no receipt", Assert.Throws<InvalidDataException>(() => ReceiptCheck.Open(new() { Receipt = noise, Signature = signature }, _key)).Message, StringComparison.Ordinal);
        await Task.CompletedTask;
    }

    /// <summary>A chain that an operator wrote anew, consistent in itself, is exposed by any receipt given out before.</summary>
    [Fact]
    public async Task A_rewritten_chain_does_not_hold_a_receipt()
    {
        var receipt = await ReceiptAsync(0);
        var rewritten = new List<LedgerEntry>();
        foreach (var entry in _ledger)
        {
            var previous = rewritten.Count == 0 ? LedgerChain.Origin : rewritten[^1].Hash;
            rewritten.Add(LedgerChain.Seal(entry with { PreviousHash = previous, Key = entry.Sequence == 1 ? "deposit:forged" : entry.Key }));
        }

        Assert.Equal(3, Against(receipt, rewritten)!.Sequence);
        Assert.Contains("the receipt of round 1 says its hash is", $"{Against(receipt, rewritten)}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_that_the_ledger_does_not_have_are_named()
    {
        var receipt = await ReceiptAsync(0);
        Assert.Equal("transaction 5: the receipt of round 1 names it; the ledger has 4 transactions", $"{Against(receipt, _ledger[..4])}");
        receipt.Lines[0].Micros++;
        Assert.Equal("transaction 3: the receipt of round 1 says that it moves -0.000299 on participant:0:available, the ledger -0.000300", $"{Against(receipt, _ledger)}");
        receipt.Lines[0].Account = "participant:9:available";
        Assert.Equal("transaction 3: the receipt of round 1 says that it moves -0.000299 on participant:9:available, the ledger 0.000000", $"{Against(receipt, _ledger)}");
    }

    [Fact]
    public async Task A_damaged_ledger_is_not_evidence()
    {
        var receipt = await ReceiptAsync(0);
        _ledger[0] = _ledger[0] with { Round = 7 };
        Assert.Equal(1, Against(receipt, _ledger)!.Sequence);
    }

    [Fact]
    public async Task There_is_none_before_the_round_is_done_or_for_strangers()
    {
        Assert.Equal(Refusal.NotFound, (await Assert.ThrowsAsync<RefusedException>(() => ReceiptAsync(7))).Refusal);
        await using var db = _database.Open();
        db.Rounds.Single().Stage = RoundStage.Delivering;
        await db.SaveChangesAsync();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => ReceiptAsync(0));
        Assert.Equal((Refusal.NotNow, "market orders: round 1 is delivering; receipts are given when it is done"), (refused.Refusal, refused.Message));
    }

    private async Task<Receipt> ReceiptAsync(int participant)
    {
        await using var db = _database.Open();
        return await new LedgerReceipts(db, LedgerDatabase.Market).OfAsync(1, participant);
    }

    private static LedgerFault? Against(Receipt receipt, IEnumerable<LedgerEntry> ledger) => ReceiptCheck.Against([receipt], ledger, new());

    private static ByteString Flipped(ByteString bytes, int at)
    {
        var changed = bytes.ToByteArray();
        changed[at] ^= 1;
        return ByteString.CopyFrom(changed);
    }

    private static ParticipantRow Participant(int number, string name) => new() { MarketId = LedgerDatabase.Market, Number = number, Name = name, KeyId = name };

    private static EntryRow Entry(int participant, SettlementStage settlement, string? centre) =>
        new() { MarketId = LedgerDatabase.Market, Round = 1, Participant = participant, Stage = EntryStage.Accepted, Settlement = settlement, UploadDigest = $"u{participant}", CentreDigest = centre };

    private static TradeRow Trade(int buyer, int seller, long micros) => new() { MarketId = LedgerDatabase.Market, Round = 1, Buyer = buyer, Seller = seller, Micros = micros };
}
