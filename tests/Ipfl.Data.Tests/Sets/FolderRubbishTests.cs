using System.Text;

namespace Ipfl.Data.Tests;

/// <summary>What systems leave behind in folders is passed over by every reader of folders, a byte order mark by every reader of text.</summary>
public sealed class FolderRubbishTests : IDisposable
{
    private static readonly string[] Files = ["._all_data_0.json", ".DS_Store", ".x.jsonl", "Thumbs.db", "desktop.ini"];

    private static readonly string[] Folders = [".cache", "__MACOSX", "@eaDir"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("femnist/")]
    [InlineData("femnist/data/all_data/")]
    public void Leaf(string inside)
    {
        _folder.Write($"{inside}all_data_0.json", SmallLeaf.Femnist(SmallLeaf.Users([.. Enumerable.Repeat(1, 21)])));
        Litter(inside);
        Litter("femnist/leaf/");
        Assert.Equal("w0", Assert.Single(DataSets.Find("femnist").Load(_folder.Path, 1).Train.Users).Name);
    }

    [Fact]
    public void Records()
    {
        _folder.WriteRecords("instruct/a.json", 4);
        _folder.WriteRecords("instruct/b/one.jsonl", 4);
        Litter("instruct/");
        Litter("instruct/b/");
        foreach (var name in Folders) _folder.WriteRecords($"instruct/{name}/x.json", 4);
        Assert.Equal(["a", "b"], InstructionSets.Load(InstructionSets.Own, _folder.Path, null, InstructionSets.HeldOutSeed).Sources.Select(source => source.Name));
    }

    [Fact]
    public void Images()
    {
        SmallPacs.Write(_folder, images: 2);
        Litter("pacs/");
        Litter("pacs/photo/");
        Litter("pacs/photo/dog/");
        Assert.Equal(4, DataSets.Find("pacs").Load(_folder.Path).Train.Domains.Count);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_a_partition_or_a_leaf_file()
    {
        var partition = _folder.Write("p.json", [.. Encoding.UTF8.Preamble, .. "{\"participants\": [[0], [1]]}"u8]);
        Assert.Equal(2, PartitionFile.CountParticipants(partition));
        Assert.Equal([[0], [1]], PartitionFile.Read(partition, 2, 2).Participants);

        _folder.Write("femnist/a.json", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(SmallLeaf.Femnist(SmallLeaf.Users([.. Enumerable.Repeat(1, 21)])))]);
        Assert.Single(DataSets.Find("femnist").Load(_folder.Path, 1).Train.Users);
    }

    [Fact]
    public void A_partition_in_another_encoding_is_told()
    {
        var path = _folder.Write("p.json", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("{\"participants\": [[0]]}")]);
        Message.AssertOneLine<InvalidDataException>(() => PartitionFile.Read(path, 1, 1), path, "UTF-16 or UTF-32 text; save it as UTF-8");
    }

    private void Litter(string inside)
    {
        foreach (var name in Files) _folder.Write($"{inside}{name}", 0, 5, 22, 7);
        foreach (var name in Folders) _folder.Write($"{inside}{name}/x", 0, 5, 22, 7);
    }
}
