using Ipfl.Protocol.Ledger;

namespace Ipfl.Protocol.Tests.Ledger;

public sealed class LedgerCsvTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_line_a_posting_with_amounts_in_units()
    {
        var ledger = SampleLedger.Make();
        var lines = Text(ledger).Split('\n');
        Assert.Equal(10, lines.Length);
        Assert.Equal("sequence,time,key,kind,round,account,amount,previous_hash,hash", lines[0]);
        Assert.Equal($"1,2026-03-01T12:00:00.007Z,deposit:a,deposit,0,outside,-1.500000,{LedgerChain.Origin},{ledger[0].Hash}", lines[1]);
        Assert.Equal($"3,2026-03-01T12:00:00.009Z,post:1:0,post,1,rounding,0.000001,{ledger[1].Hash},{ledger[2].Hash}", lines[8]);
        Assert.Empty(lines[9]);
    }

    [Fact]
    public void What_was_written_is_read_back()
    {
        var ledger = SampleLedger.Make();
        var read = LedgerCsv.Read(_folder.Write("ledger.csv", Text(ledger))).ToArray();
        Assert.Equal(ledger.Select(entry => entry with { Postings = [] }), read.Select(entry => entry with { Postings = [] }));
        Assert.Equal(ledger.Select(entry => entry.Postings), read.Select(entry => entry.Postings));
        Assert.Null(Fault(read));
    }

    [Fact]
    public void An_empty_ledger_is_read_back() => Assert.Empty(LedgerCsv.Read(_folder.Write("ledger.csv", Text([]))));

    /// <summary>Every letter of an export, changed: it is either no export any more, or a fault is found.</summary>
    [Fact]
    public void No_letter_can_be_changed_unseen()
    {
        var text = Text(SampleLedger.Make());
        for (var at = 0; at < text.Length; at++)
        {
            foreach (var letter in "0z,\n".Where(letter => letter != text[at]))
            {
                var path = _folder.Write("ledger.csv", $"{text[..at]}{letter}{text[(at + 1)..]}");
                Assert.True(IsFound(path), $"letter {at} became '{letter}'");
            }
        }
    }

    [Theory]
    [InlineData("1,2026", "one,2026", "line 2: sequence: found 'one'; allowed is a whole number")]
    [InlineData("00:00.007Z", "00:00", "line 2: time: found '2026-03-01T12:00:00'; allowed is a time such as 2026-03-01T12:00:00.000Z")]
    [InlineData(",deposit,", ",gift,", "line 2: kind: found 'gift'; allowed is deposit, payout, reserve, post or void")]
    [InlineData(",0,outside", ",-1,outside", "line 2: round: found '-1'; allowed is a whole number")]
    [InlineData("outside", "pocket", "line 2: account: found 'pocket'; allowed is outside, rounding, participant:N:available or participant:N:reserved")]
    [InlineData("-1.500000", "1.5000001", "line 2: amount: found '1.5000001'; allowed is an amount with at most six digits after the point")]
    [InlineData("deposit:a", "a,b", "line 2: found 10 fields; there are 9: sequence,time,key,kind,round,account,amount,previous_hash,hash")]
    [InlineData("previous_hash,", "", "line 1: found 'sequence,time,key,kind,round,account,amount,hash'; allowed is sequence,time,key,kind,round,account,amount,previous_hash,hash: name a file that 'ipfl ledger export' wrote")]
    public void A_wrong_field_is_named(string good, string wrong, string message)
    {
        var text = Text(SampleLedger.Make());
        var at = text.IndexOf(good, StringComparison.Ordinal);
        var path = _folder.Write("ledger.csv", text[..at] + wrong + text[(at + good.Length)..]);
        Assert.Equal($"{path}: {message}", Assert.Throws<InvalidDataException>(() => LedgerCsv.Read(path).Count()).Message);
    }

    [Fact]
    public void A_missing_and_an_empty_file_are_told_apart()
    {
        Assert.Contains("not found", Assert.Throws<FileNotFoundException>(() => LedgerCsv.Read(_folder.File("none.csv"))).Message, StringComparison.Ordinal);
        Assert.Contains("is empty", Assert.Throws<InvalidDataException>(() => LedgerCsv.Read(_folder.Write("empty.csv", "")).Count()).Message, StringComparison.Ordinal);
    }

    private static string Text(IEnumerable<LedgerEntry> ledger)
    {
        using var writer = new StringWriter();
        LedgerCsv.Write(writer, ledger);
        return writer.ToString();
    }

    private static LedgerFault? Fault(IEnumerable<LedgerEntry> ledger)
    {
        var verifier = new LedgerVerifier();
        return ledger.Select(verifier.Next).FirstOrDefault(fault => fault is not null);
    }

    private static bool IsFound(string path)
    {
        try
        {
            return Fault(LedgerCsv.Read(path)) is not null;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }
}
