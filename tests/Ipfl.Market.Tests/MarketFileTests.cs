using System.Text;
using System.Text.Json;

namespace Ipfl.Market.Tests;

public sealed class MarketFileTests
{
    private const string Valid = """
        {"lambda": 1.0, "participants": [
          {"id": "a", "samples": 1200, "sharingCost": 1.0, "gainScale": 500000.0},
          {"id": "b", "samples": 800, "sharingCost": null, "gainScale": 500000.0}],
         "distances": [[0, 0.3], [0.3, 0]]}
        """;

    [Fact]
    public void A_matrix_market_is_read()
    {
        var round = Parse(Valid);
        Assert.Equal(["a", "b"], round.Reports.Select(r => r.Id));
        Assert.False(round.Reports[1].Type.SharingCost.Sells);
        Assert.Equal(2, round.MaxDistance);
        Assert.Equal(0.3, round.Distance(0, 1));
        Assert.Null(round.TrueTypes);
    }

    [Fact]
    public void Candidates_may_come_before_the_participants_and_true_types_in_any_order()
    {
        var round = Parse("""
            {"candidates": [{"buyer": "b", "seller": "a", "distance": 0.25}], "maxDistance": 1,
             "trueTypes": [{"id": "b", "samples": 5, "sharingCost": 2, "gainScale": 1}, {"id": "a", "samples": 6, "sharingCost": 3, "gainScale": 1}],
             "participants": [{"id": "a", "samples": 1, "sharingCost": 0, "gainScale": 1}, {"id": "b", "samples": 2, "sharingCost": 0, "gainScale": 1}],
             "lambda": 0}
            """);
        Assert.Equal(0.25, round.Distance(1, 0));
        Assert.Equal(1, round.MaxDistance);
        Assert.Equal(6, round.TrueTypes![0].Samples.Value);
    }

    [Theory]
    [InlineData("\"samples\": 1200", "\"samples\": -5", "participants[0].samples: found -5; allowed is an integer from 1 to 9007199254740992 (2^53)")]
    [InlineData("\"samples\": 1200", "\"samples\": 0", "participants[0].samples: found 0;")]
    [InlineData("\"samples\": 1200", "\"samples\": 1.5", "participants[0].samples: found 1.5;")]
    [InlineData("\"samples\": 1200", "\"samples\": \"many\"", "participants[0].samples: found \"many\";")]
    [InlineData("\"samples\": 1200", "\"samples\": NaN", "not valid JSON at line 2")]
    [InlineData("\"samples\": 1200, ", "", "participants[0].samples: found the end of the object; allowed is an integer")]
    [InlineData("\"samples\": 1200", "\"sample\": 1200", "participants[0].sample: found 1200; allowed is no such field, only id, samples")]
    [InlineData("\"sharingCost\": 1.0", "\"sharingCost\": -1", "participants[0].sharingCost: found -1; allowed is a number ≥ 0, or null")]
    [InlineData("\"gainScale\": 500000.0}]", "\"gainScale\": 1e999}]", "participants[1].gainScale: found 1e999;")]
    [InlineData("\"id\": \"b\"", "\"id\": \"a\"", "participants[1].id: found \"a\" a second time")]
    [InlineData("\"id\": \"b\"", "\"id\": \"\"", "participants[1].id: found \"\";")]
    [InlineData("\"lambda\": 1.0", "\"lambda\": null", "lambda: found null; allowed is a number ≥ 0")]
    [InlineData("\"lambda\": 1.0, ", "", "lambda is missing")]
    [InlineData("\"lambda\": 1.0", "\"lambda\": 1.0, \"lambda\": 2.0", "lambda: found 2.0; allowed is one such field")]
    [InlineData("\"lambda\": 1.0", "\"lamda\": 1.0", "unknown field \"lamda\"")]
    [InlineData("\"samples\": 1200", "\"samples\": 5, \"samples\": 1200", "participants[0].samples: found 1200; allowed is one such field")]
    [InlineData("\"id\": \"b\"", "\"id\": \"\\ud800\"", "found a text that is not valid UTF-8")]
    [InlineData("\"gainScale\": 500000.0}]", "\"gainScale\": 1e101}]", "participants[1].gainScale: found 1e101; allowed is a number ≥ 0, at most 1e100")]
    [InlineData("\"distances\": [[0, 0.3], [0.3, 0]]", "\"candidates\": [{\"buyer\": \"a\", \"buyer\": \"b\", \"seller\": \"a\", \"distance\": 0}]", "candidates[0].buyer: found \"b\"; allowed is one such field")]
    [InlineData("[0, 0.3], [0.3, 0]", "[0, 0.3]", "distances[1]: found the end of the array; allowed is 2 rows")]
    [InlineData("[0, 0.3], [0.3, 0]", "[0, 0.3], [0.3]", "distances[1][1]: found the end of the array; allowed is 2 numbers")]
    [InlineData("[0, 0.3], [0.3, 0]", "[0, 0.3, 1], [0.3, 0]", "distances[0][2]: found 1;")]
    [InlineData("[0, 0.3], [0.3, 0]", "[0, 0.3], [0.3, 0], []", "distances[2]: found an array;")]
    [InlineData("[0, 0.3]", "[0, 2.5]", "distances[0][1]: found 2.5; allowed is a number from 0 to 2")]
    [InlineData("[0, 0.3]", "[0, null]", "distances[0][1]: found null;")]
    [InlineData("\"distances\": [[0, 0.3], [0.3, 0]]", "\"maxDistance\": 1", "distances is missing")]
    [InlineData("[0.3, 0]]}", "[0.3, 0]]", "not valid JSON at line 4")]
    [InlineData("[0.3, 0]]}", "[0.3, 0]]} x", "unexpected text after the end of the JSON")]
    [InlineData("\"distances\": [[0, 0.3], [0.3, 0]]", "\"candidates\": [{\"buyer\": \"a\", \"seller\": \"c\", \"distance\": 0}]", "candidates[0]: found \"c\";")]
    [InlineData("\"distances\": [[0, 0.3], [0.3, 0]]", "\"candidates\": [{\"buyer\": \"a\", \"seller\": \"a\", \"distance\": 0}]", "two different participants")]
    [InlineData("\"distances\": [[0, 0.3], [0.3, 0]]", "\"candidates\": [{\"buyer\": \"a\", \"seller\": \"b\", \"distance\": 3}]", "candidates[0].distance: found 3;")]
    [InlineData("\"distances\"", "\"trueTypes\": [], \"distances\"", "trueTypes: found 0 entries")]
    public void What_is_wrong_is_said_in_one_line(string part, string replacement, string expected)
    {
        Assert.Contains(part, Valid, StringComparison.Ordinal);
        var error = Assert.Throws<InvalidDataException>(() => Parse(Valid.Replace(part, replacement, StringComparison.Ordinal)));
        Assert.StartsWith("market.json: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Truncation_anywhere_is_one_clear_error()
    {
        for (var length = 0; length < Valid.TrimEnd().Length; length++)
            Assert.Throws<InvalidDataException>(() => Parse(Valid[..length]));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_bad_input()
    {
        var latin1 = Encoding.Latin1.GetBytes(Valid.Replace("\"b\"", "\"café\"", StringComparison.Ordinal));
        Assert.Contains("not valid UTF-8", Assert.Throws<InvalidDataException>(() => MarketFile.Parse(latin1, "market.json")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("nowhere.json", Assert.Throws<FileNotFoundException>(() => MarketFile.Read("nowhere.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void Outcomes_round_trip_to_the_last_digit()
    {
        var outcome = Mechanism.Marginal.Solve(RandomMarkets.Published(9, 7));
        using var stream = new MemoryStream();
        MarketFile.Write(stream, outcome);
        using var json = JsonDocument.Parse(stream.ToArray());
        var edges = json.RootElement.GetProperty("edges").EnumerateArray().ToArray();
        Assert.Equal(outcome.Edges.Select(e => e.Payment), edges.Select(e => e.GetProperty("payment").GetDouble()));
        Assert.Equal(outcome.Edges.Select(e => e.Threshold!.Value), edges.Select(e => e.GetProperty("threshold").GetDouble()));
        var accounts = json.RootElement.GetProperty("participants").EnumerateArray().ToArray();
        Assert.Equal(outcome.Accounts.Select(a => a.Utility), accounts.Select(a => a.GetProperty("utility").GetDouble()));
        Assert.Equal(outcome.Objective, json.RootElement.GetProperty("objective").GetDouble());
    }

    [Fact]
    public void Negative_zero_is_zero()
    {
        const string market = """
            {"lambda": 0.0, "maxDistance": 0.0,
             "participants": [{"id": "a", "samples": 12, "sharingCost": 0.0, "gainScale": 5.0}, {"id": "b", "samples": 3, "sharingCost": 0.0, "gainScale": 0.0}],
             "distances": [[0.0, 0.0], [0.0, 0.0]]}
            """;
        var (plain, signed) = (Parse(market), Parse(market.Replace("0.0", "-0.0", StringComparison.Ordinal)));
        Assert.False(double.IsNegative(signed.Lambda) || double.IsNegative(signed.MaxDistance) || double.IsNegative(signed.Reports[0].Type.SharingCost.Value));
        var coded = new MarketRound([Report.Of("a", 12, -0.0, 5), Report.Of("b", 3, -0.0, -0.0)], ModelDistances.Dense(new[,] { { 0, -0.0 }, { -0.0, 0 } }), -0.0) { MaxDistance = -0.0 };
        var listed = new MarketRound(plain.Reports, ModelDistances.Sparse(2, [new(0, 1, -0.0), new(1, 0, -0.0)]), -0.0) { MaxDistance = -0.0 };
        foreach (var mechanism in Mechanism.All.Where(mechanism => mechanism != Mechanism.Reference))
        {
            var expected = Solved(mechanism, plain);
            foreach (var round in new[] { signed, coded, listed }) Assert.Equal(expected, Solved(mechanism, round));
        }

        static string Solved(Mechanism mechanism, MarketRound round) =>
            Written(mechanism.Solve(mechanism.Name == "reference" ? round.WithTerms(referenceGain: GainScale.Of(5)) : round));

        static string Written(Outcome outcome)
        {
            using var stream = new MemoryStream();
            MarketFile.Write(stream, outcome);
            return Encoding.UTF8.GetString(stream.ToArray());
        }
    }

    private static MarketRound Parse(string json) => MarketFile.Parse(Encoding.UTF8.GetBytes(json), "market.json");
}
