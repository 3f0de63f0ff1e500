namespace Ipfl.Simulation.Tests.Configuration;

public sealed class KeyNameTests
{
    [Theory]
    [InlineData("rouns", "rounds")]
    [InlineData("ruonds", "rounds")]
    [InlineData("batchsize", "batch_size")]
    [InlineData("market.lamda", "market.lambda")]
    [InlineData("partition.claster", "partition.clusters")]
    [InlineData("lambda", "market.lambda")]
    [InlineData("beta", "partition.beta")]
    public void A_misspelt_key_is_answered_with_the_nearest_one(string misspelt, string meant) =>
        Assert.Equal($"here: unknown key {misspelt}; did you mean {meant}?", Given.Refusal((misspelt, 1L)));

    [Fact]
    public void A_key_like_no_other_is_answered_with_all_keys()
    {
        var message = Given.Refusal(("zebra", 1L));
        Assert.StartsWith("here: unknown key zebra; allowed are task, ", message, StringComparison.Ordinal);
        foreach (var key in ConfigSchema.Keys) Assert.Contains(key.Path, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("market", "market")]
    [InlineData("ipfl.eta.more", "ipfl.eta.more")]
    [InlineData("Rounds", "Rounds")]
    public void Half_a_key_or_one_too_long_is_unknown(string path, string named) =>
        Assert.StartsWith($"here: unknown key {named};", Given.Refusal((path, 1L)), StringComparison.Ordinal);

    [Theory]
    [InlineData("dirichlet", "partition.classes", 5L)]
    [InlineData("dirichlet", "partition.clusters", 3L)]
    [InlineData("cluster", "partition.classes", 5L)]
    [InlineData("skew", "partition.beta", 0.1)]
    [InlineData("iid", "partition.beta", 0.1)]
    [InlineData("iid", "partition.file", "x.json")]
    [InlineData("file", "partition.within", 1.0)]
    public void A_key_that_the_partition_kind_does_not_read_is_refused(string kind, string key, object value)
    {
        var message = Given.Refusal(("partition.kind", kind), ("partition.file", "split.json"), (key, value));
        if (kind != "file") message = Given.Refusal(("partition.kind", kind), (key, value));
        Assert.Equal($"here: {key} has no effect on partition.kind = \"{kind}\"; remove it or change the kind", message);
    }

    [Fact]
    public void A_partition_from_a_file_needs_the_file() =>
        Assert.Contains("needs partition.file", Given.Refusal(("partition.kind", "file")), StringComparison.Ordinal);

    [Fact]
    public void A_data_folder_is_refused_where_the_embedded_data_serve() =>
        Assert.StartsWith("here: data_dir has no effect on task demo", Given.Refusal(("data_dir", "/data")), StringComparison.Ordinal);
}
