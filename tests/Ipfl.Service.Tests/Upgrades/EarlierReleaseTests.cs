using System.Security.Cryptography;
using Ipfl.Protocol.Signing;
using Ipfl.Protocol.V1;
using Ipfl.Service.Hosting;
using Ipfl.Service.Ledger;
using Ipfl.Service.Tests.Serving;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Ipfl.Service.Tests.Upgrades;

/// <summary>
/// A data folder that the release before left behind, in the middle of a round: it opens, is brought up to date, and its market goes on with
/// the terms that it was made with. Only the participants' keys are new, as nobody keeps the old ones.
/// </summary>
public sealed class EarlierReleaseTests
{
    private const string Market = "old";
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(1796098720000));
    private readonly ECDsa[] _keys = [.. Enumerable.Range(0, 3).Select(_ => ECDsa.Create(ECCurve.NamedCurves.nistP256))];

    [Fact]
    public async Task It_opens_and_its_market_goes_on_with_its_own_terms()
    {
        await using var server = await TestServer.StartAsync(_time, prepare: Prepare);
        LightParticipant[] all = [.. _keys.Select((key, i) => server.Connect(key, $"p{i}"))];
        var terms = await all[0].Calls.GetTermsAsync(new());
        Assert.Equal(("vcg", "", "", 0.0, 0.0, 0.0), (terms.Mechanism, terms.Evidence, terms.Import, terms.ExclusiveDistance, terms.TrialShare, terms.MaxGainScale));
        var receipt = Receipt.Parser.ParseFrom((await all[0].Calls.GetReceiptAsync(new() { Round = 1 })).Receipt);
        Assert.Equal((Settlement.Posted, CentreVerdict.Unspecified, null), (receipt.Settlement, receipt.Verdict, receipt.Trial));
        Assert.NotEmpty(receipt.Lines);
        Assert.Equal(Settlement.Voided, (await all[2].Calls.GetResultAsync(new() { Round = 1 })).Settlement);

        // No bound on reports, no bound on invitations, and even the initial model is an upload.
        await all[1].ReportAsync(1L << 53, 0.01, 1e12);
        await all[1].ReportAsync(1100, 0.01, 5e5);
        await server.EnrolAsync(Market, "late");
        await all[1].UploadAsync(2, TestModel.Bytes(22));
        await all[2].UploadAsync(2, TestModel.Bytes(("b", TestModel.Numbers(0)[8..]), ("a", TestModel.Numbers(0)[..8])));
        await all[0].WaitAsync(2, RoundPhase.Delivering);
        var bought = await all[0].Calls.GetResultAsync(new() { Round = 2 });
        Assert.Equal(Settlement.Pending, bought.Settlement);
        Assert.Equal(Settlement.Posted, (await all[0].SettleAsync(2)).Settlement);
        foreach (var other in all[1..]) await other.SettleAsync(2);
        await all[0].WaitAsync(3, RoundPhase.Collecting);

        await using var db = await server.DatabaseAsync();
        Assert.Null((await LedgerVerification.OfAsync(db, Market)).Fault);
        Assert.All(db.Trades.Where(row => row.Round == 1), row => Assert.Null(row.Predicted));
        Assert.All(db.Trades.Where(row => row.Round == 2), row => Assert.Null(row.EffectiveSamples));
        Assert.All(db.Entries.Where(row => row.Round == 2), row => Assert.Null(row.Towards));
        Assert.Equal(0, (await server.Operator.Auditor.ReadRoundsAsync(new() { Market = Market })).Rounds_[0].Trials);
    }

    private void Prepare(ServiceFolder folder)
    {
        using (var script = new StreamReader(typeof(EarlierReleaseTests).Assembly.GetManifestResourceStream("earlier-release.sql")!))
        using (var connection = new SqliteConnection($"Data Source={folder.Database};Pooling=False;Foreign Keys=False"))
        {
            connection.Open();
            Run(connection, script.ReadToEnd());
            for (var i = 0; i < _keys.Length; i++)
            {
                Run(connection, $"UPDATE Keys SET Id = '{KeyId.Of(_keys[i])}', PublicKey = X'{Convert.ToHexString(_keys[i].ExportSubjectPublicKeyInfo())}' WHERE Name = 'p{i}'");
                Run(connection, $"UPDATE Participants SET KeyId = '{KeyId.Of(_keys[i])}' WHERE Name = 'p{i}'");
            }
        }

        PrivateKeyFile.FindOrMake(folder.ServerKey).Dispose();
        Directory.CreateDirectory(Path.Combine(folder.Models, Market, "000002"));
        File.WriteAllBytes(Path.Combine(folder.Models, Market, "initial.safetensors"), TestModel.Bytes(0));
        File.WriteAllBytes(Path.Combine(folder.Models, Market, "000002", "upload-0.safetensors"), TestModel.Bytes(21));
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
