using CsCheck;

namespace Ipfl.Data.Tests;

public class PartitionFileTests
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        using var folder = new TemporaryFolder();
        Gen.Select(RandomLabels.Sets(20, 100), Gen.Int[1, 10], Gen.Long).Sample(
            (train, participants, seed) =>
            {
                var path = folder.File($"{Environment.CurrentManagedThreadId}.json");
                var partition = new IidPartition().Split(train, participants, RandomLabels.Stream(seed));
                PartitionFile.Write(path, partition);
                PartitionAssert.AreEqual(partition, new FilePartition(path).Split(train, participants, RandomLabels.Stream(seed + 1)));
            },
            iter: 200);
    }

    [Fact]
    public void Form_is_the_one_that_other_programs_rely_on()
    {
        using var folder = new TemporaryFolder();
        PartitionFile.Write(folder.File("partition.json"), new Partition([[0, 4], [1]]));
        Assert.Equal("{\"participants\":[[0,4],[1]]}\n", File.ReadAllText(folder.File("partition.json")));
        Assert.Equal(["partition.json"], folder.Names());
    }

    [Fact]
    public void Order_inside_a_list_does_not_matter()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("p.json", """{ "participants": [[4, 0], [2]] }"""u8.ToArray());
        Assert.Equal([0, 4], PartitionFile.Read(path, 2, 5).Participants[0]);
    }

    [Theory]
    [InlineData("""{"participants": [[0], [5]]}""", "participants[1][0] is 5; allowed: whole numbers from 0 to 4")]
    [InlineData("""{"participants": [[0, -1], [2]]}""", "participants[0][1] is -1; allowed: whole numbers from 0 to 4")]
    [InlineData("""{"participants": [[0], [1.5]]}""", "participants[1][0] is 1.5; allowed: whole numbers")]
    [InlineData("""{"participants": [[0], [99999999999]]}""", "participants[1][0] is 99999999999; allowed: whole numbers")]
    [InlineData("""{"participants": [[0], ["1"]]}""", "participants[1][0] is \"1\"; allowed: whole numbers")]
    [InlineData("""{"participants": [[0], [null]]}""", "participants[1][0] is null; allowed: whole numbers")]
    [InlineData("""{"participants": [[0], [[1]]]}""", "participants[1][0] is a list; allowed: whole numbers")]
    [InlineData("""{"participants": [[0, 1], [1]]}""", "participants[1][0] is 1, which occurs before; allowed: each index once")]
    [InlineData("""{"participants": [[2, 2], [1]]}""", "participants[0][1] is 2, which occurs before; allowed: each index once")]
    [InlineData("""{"participants": [[0], []]}""", "participants[1] is empty; allowed: at least one index")]
    [InlineData("""{"participants": [[0], 1]}""", "participants[1] is 1; allowed: a list of indices")]
    [InlineData("""{"participants": [[0]]}""", "participants is a list of 1; allowed: one list for each of the 2 participants")]
    [InlineData("""{"participants": [[0], [1], [2]]}""", "participants is a list of 3; allowed: one list for each of the 2 participants")]
    [InlineData("""{"participants": {"0": [1]}}""", "participants is an object; allowed: a list of lists of indices")]
    [InlineData("""{"clients": [[0], [1]]}""", "must be an object with the one key \"participants\"")]
    [InlineData("""{"participants": [[0], [1]], "seed": 3}""", "must be an object with the one key \"participants\"")]
    [InlineData("""[[0], [1]]""", "must be an object with the one key \"participants\"")]
    [InlineData("""{"participants": [[0], [1]], "participants": [[1], [0]]}""", "is no valid JSON")]
    [InlineData("""{"participants": [[0], [1]""", "is no valid JSON")]
    [InlineData("", "is no valid JSON")]
    public void Faults_are_told_with_file_field_and_value(string json, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("p.json", System.Text.Encoding.UTF8.GetBytes(json));
        Message.AssertOneLine<InvalidDataException>(
            () => new FilePartition(path).Split(RandomLabels.Balanced(5, 1), 2, RandomLabels.Stream(0)), path, expected);
    }

    [Fact]
    public void A_long_wrong_value_is_not_repeated()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("p.json", System.Text.Encoding.UTF8.GetBytes($$"""{"participants": [["{{new string('x', 1000)}}"]]}"""));
        var error = Message.AssertOneLine<InvalidDataException>(() => PartitionFile.Read(path, 1, 5), "participants[0][0] is a long value");
        Assert.InRange(error.Message.Length, 1, 300);
    }

    [Fact]
    public void A_missing_file_names_itself()
    {
        using var folder = new TemporaryFolder();
        Message.AssertOneLine<FileNotFoundException>(() => PartitionFile.Read(folder.File("p.json"), 1, 5), folder.File("p.json"));
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        PartitionFile.Write(folder.File("p.json"), new Partition([[0]]));
        Assert.ThrowsAny<Exception>(() => PartitionFile.Write(folder.File("p.json"), new Partition(new FailingList())));
        Assert.Equal("{\"participants\":[[0]]}\n", File.ReadAllText(folder.File("p.json")));
        Assert.Equal(["p.json"], folder.Names());
    }

    private sealed class FailingList : IReadOnlyList<int[]>
    {
        public int Count => 2;

        public int[] this[int index] => throw new IOException("disk full");

        public IEnumerator<int[]> GetEnumerator()
        {
            yield return [1];
            throw new IOException("disk full");
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
