using Ipfl.Service.Models;

namespace Ipfl.Service.Tests.Serving;

/// <summary>The store on a disk of its own: its files, or some of them, may be links.</summary>
public sealed class ModelStoreTests
{
    [Fact]
    public async Task A_file_that_is_a_link_is_as_long_as_what_it_leads_to_and_grows_there()
    {
        using var folder = new TemporaryFolder();
        var kept = folder.Write("disk/upload.part", new byte[5000]);
        var link = File.CreateSymbolicLink(folder.File("upload.part"), kept).FullName;
        Assert.Equal(5000, ModelStore.Length(link));
        Assert.Equal(5003, await ModelStore.AppendAsync(link, 5000, new byte[3], TestContext.Current.CancellationToken));
        Assert.Equal(5003, new FileInfo(kept).Length);
        Assert.Equal(0, ModelStore.Length(folder.File("none")));
    }
}
