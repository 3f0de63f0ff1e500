using System.Security.Cryptography;
using System.Text;
using Ipfl.Protocol.Ledger;

namespace Ipfl.Protocol.Tests.Ledger;

public sealed class LedgerChainTests
{
    [Fact]
    public void The_canonical_text_is_the_documented_one() => Assert.Equal(
        """
        ipfl-ledger-1
        3
        1772366400009
        post:1:0
        post
        1
        participant:0:reserved -300
        participant:10:available 200
        participant:9:available 99
        rounding 1

        """.ReplaceLineEndings("\n"),
        Encoding.UTF8.GetString(LedgerChain.CanonicalBytes(SampleLedger.Make()[2])));

    [Fact]
    public void The_documentation_shows_a_transaction_with_its_true_hash()
    {
        var page = File.ReadAllText(Path.Combine(SharedFolder.Repository, "docs", "ledger.md"));
        var first = SampleLedger.Make()[0];
        Assert.Contains($"```text\n{Encoding.UTF8.GetString(LedgerChain.CanonicalBytes(first))}```\n\nhas the hash `{first.Hash}`", page, StringComparison.Ordinal);
    }

    /// <summary>Computed with sha256sum over 32 zero bytes and the text.</summary>
    [Fact]
    public void The_first_hash_is_what_other_programs_compute()
    {
        const string text = "ipfl-ledger-1\n1\n1772366400007\ndeposit:a\ndeposit\n0\noutside -1500000\nparticipant:0:available 1500000\n";
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([.. new byte[32], .. Encoding.ASCII.GetBytes(text)])), SampleLedger.Make()[0].Hash);
        Assert.Equal("0734f20f96576d928de362ca5bd8dbdc756879118270b3ac56908199cfcc4a9e", SampleLedger.Make()[0].Hash);
    }

    [Fact]
    public void Every_hash_depends_on_all_before()
    {
        var ledger = SampleLedger.Make();
        Assert.Equal(ledger[0].Hash, ledger[1].PreviousHash);
        Assert.NotEqual(ledger[2].Hash, LedgerChain.Hash(ledger[2] with { PreviousHash = ledger[0].Hash }));
    }
}
