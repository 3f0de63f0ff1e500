namespace Ipfl.Data.Tests;

/// <summary>Data folders of links, as caches and version control of data leave them: what counts is the file behind a link.</summary>
public sealed class LinkedFilesTests : IDisposable
{
    private const int Row = 3073;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Cifar_files_that_are_links_in_a_linked_folder_load_as_they_are()
    {
        foreach (var name in (string[])["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"])
        {
            _folder.Write($"store/blobs/{name}", new byte[2 * Row]);
            Directory.CreateDirectory(_folder.File("store/snapshot"));
            File.CreateSymbolicLink(_folder.File($"store/snapshot/{name}.bin"), $"../blobs/{name}");
        }

        Directory.CreateSymbolicLink(_folder.File("cifar"), _folder.File("store/snapshot"));
        Assert.Equal(10, DataSets.Find("cifar-10").Load(_folder.File("cifar")).Train.Count);
    }

    [Fact]
    public void A_cut_file_behind_a_link_is_told_with_its_own_length()
    {
        foreach (var name in (string[])["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"])
            _folder.Write($"{name}.bin", new byte[Row]);
        _folder.Write("blob", new byte[Row + 5]);
        File.Delete(_folder.File("data_batch_3.bin"));
        File.CreateSymbolicLink(_folder.File("data_batch_3.bin"), "blob");
        Message.AssertOneLine<InvalidDataException>(() => DataSets.Find("cifar-10").Load(_folder.Path), "data_batch_3.bin has 3078 bytes");
    }

    [Fact]
    public void A_link_to_nothing_is_named()
    {
        foreach (var name in (string[])["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5"])
            _folder.Write($"{name}.bin", new byte[Row]);
        File.CreateSymbolicLink(_folder.File("test_batch.bin"), "nowhere");
        Message.AssertOneLine<FileNotFoundException>(() => DataSets.Find("cifar-10").Load(_folder.Path), "test_batch.bin");
    }

    [Fact]
    public void An_image_that_is_a_link_to_a_huge_file_is_refused_by_its_length()
    {
        SmallPacs.Write(_folder, images: 2);
        var image = _folder.File("pacs/photo/dog/pic_000.jpg");
        File.Delete(image);
        using (var huge = File.Create(_folder.File("huge"))) huge.SetLength((1L << 26) + 1);
        File.CreateSymbolicLink(image, _folder.File("huge"));
        Message.AssertOneLine<InvalidDataException>(() => DataSets.Find("pacs").Load(_folder.Path), image, "has 67108865 bytes");
    }

    [Fact]
    public async Task A_download_goes_on_in_a_part_file_that_is_a_link()
    {
        byte[] content = [.. Enumerable.Range(0, 5000).Select(i => (byte)i)];
        await using var server = new TestServer(TestServer.Good(content));
        _folder.Write("elsewhere/part", content[..4000]);
        File.CreateSymbolicLink(_folder.File("data.bin.part"), "elsewhere/part");
        using var http = new HttpClient();
        var file = new DataDownload(server.Uri("data.bin"), "data.bin", content.Length, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)));
        await new DataDownloader(http, new TestTime()).DownloadAsync(file, _folder.File("data.bin"), cancellation: TestContext.Current.CancellationToken);

        Assert.Equal([new TestRequest("/data.bin", 4000)], server.Requests);
        Assert.Equal(content, File.ReadAllBytes(_folder.File("data.bin")));
    }
}
