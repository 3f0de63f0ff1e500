using CsCheck;

namespace Ipfl.Data.Tests;

public class InstructionSplitTests
{
    private static readonly Gen<InstructionDataSet> Sets =
        from sizes in Gen.Select(Gen.Int[8, 60], Gen.Int[1, 5]).Array[1, 4]
        from holders in Gen.Select(Gen.Int[0, sizes.Length - 1], Gen.Int[0, 70]).Array[1, 8]
        select Set(sizes, [.. holders.Select((holder, i) => new InstructionHolder($"h{i}", holder.Item1, holder.Item2 == 0 ? null : holder.Item2))]);

    [Fact]
    public void Every_holder_has_records_of_its_source_that_nobody_else_has() => Sets.Select(Gen.Long).Sample(
        (set, seed) =>
        {
            var partition = set.Split(Stream(seed));
            Assert.Equal(set.Holders.Count, partition.Participants.Count);
            var all = partition.Participants.SelectMany(own => own).ToArray();
            Assert.Equal(all.Length, all.Distinct().Count());
            for (var i = 0; i < set.Holders.Count; i++)
            {
                Assert.All(partition.Participants[i], index => Assert.Equal(set.Holders[i].Source, set.SourceOf(index)));
                Assert.Equal(partition.Participants[i].Order(), partition.Participants[i]);
            }

            Assert.Equal(partition.Participants, set.Split(Stream(seed)).Participants);
        },
        iter: 3000);

    [Fact]
    public void Holders_get_what_they_ask_for_or_share_equally() => Sets.Select(Gen.Long).Sample(
        (set, seed) =>
        {
            var partition = set.Split(Stream(seed));
            for (var source = 0; source < set.Sources.Count; source++)
            {
                var there = set.Sources[source].Train.Count;
                var own = Enumerable.Range(0, set.Holders.Count).Where(i => set.Holders[i].Source == source)
                    .Select(i => (Wish: set.Holders[i].Samples ?? there, Got: partition.Participants[i].Length)).ToArray();
                Assert.Equal(own.Length == 0 ? 0 : Math.Min(there, own.Sum(holder => Math.Min(holder.Wish, there))), own.Sum(holder => holder.Got));
                Assert.All(own, holder => Assert.InRange(holder.Got, 1, holder.Wish));
                var most = own.Select(holder => holder.Got).DefaultIfEmpty().Max();
                Assert.All(own.Where(holder => holder.Got < holder.Wish), holder => Assert.InRange(holder.Got, most - 1, most));
            }
        },
        iter: 3000);

    [Fact]
    public void Every_record_is_equally_likely_to_be_drawn()
    {
        var set = Set([(12, 1)], [new("a", 0, 4), new("b", 0, 4)]);
        var counts = new int[12];
        for (var seed = 0; seed < 6000; seed++) foreach (var index in set.Split(Stream(seed)).Participants[1]) counts[index]++;
        Assert.All(counts, count => Assert.Equal(2000, count, 5 * Math.Sqrt(6000 * 2 / 9.0)));
    }

    [Theory]
    [InlineData(188, new[] { 200, 200 }, new[] { 94, 94 })]
    [InlineData(189, new[] { 200, 200 }, new[] { 95, 94 })]
    [InlineData(1910, new[] { 200, 200 }, new[] { 200, 200 })]
    [InlineData(100, new[] { 10, 200, 200 }, new[] { 10, 45, 45 })]
    [InlineData(100, new[] { 0, 0, 0 }, new[] { 34, 33, 33 })]
    [InlineData(100, new[] { 0 }, new[] { 100 })]
    public void Shares_are_equal_where_there_is_too_little(int there, int[] wishes, int[] expected)
    {
        var set = Set([(there, 1)], [.. wishes.Select((wish, i) => new InstructionHolder($"h{i}", 0, wish == 0 ? null : wish))]);
        Assert.Equal(expected, set.Split(Stream(1)).Participants.Select(own => own.Length));
    }

    [Fact]
    public void More_holders_than_records_are_refused() => Message.AssertOneLine<InvalidDataException>(
        () => Set([(2, 1)], [new("a", 0, 5), new("b", 0, 5), new("c", 0, 5)]).Split(Stream(0)), "s0 has 2 training records for 3 participants", "lower participants");

    [Fact]
    public void A_set_that_does_not_fit_together_is_refused()
    {
        var records = SmallRecords.Of("x", 3);
        InstructionSource source = new("s", new("s", 0, 3), new("s", 0, 3));
        _ = new InstructionDataSet("set", records, records, [source], [new("a", 0, null)]);
        Assert.Throws<ArgumentException>(() => new InstructionDataSet("set", records[..2], records, [source], [new("a", 0, null)]));
        Assert.Throws<ArgumentException>(() => new InstructionDataSet("set", records, [], [source], [new("a", 0, null)]));
        Assert.Throws<ArgumentException>(() => new InstructionDataSet("set", records, records, [source], [new("a", 1, null)]));
        Assert.Throws<ArgumentException>(() => new InstructionDataSet("set", records, records, [source], [new("a", 0, 0)]));
    }

    private static RandomStream Stream(long seed) => new(seed, RandomPurpose.Partition);

    private static InstructionDataSet Set((int Train, int Test)[] sizes, InstructionHolder[] holders)
    {
        var sources = new List<InstructionSource>();
        var (train, test) = (0, 0);
        foreach (var (more, tests) in sizes)
        {
            var name = $"s{sources.Count}";
            sources.Add(new(name, new(name, train, more), new(name, test, tests)));
            (train, test) = (train + more, test + tests);
        }

        return new("set", SmallRecords.Of("train", train), SmallRecords.Of("test", test), sources, holders);
    }
}
