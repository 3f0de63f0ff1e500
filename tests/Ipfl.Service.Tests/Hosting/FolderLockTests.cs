using System.Runtime.Versioning;
using Ipfl.Service.Hosting;

namespace Ipfl.Service.Tests.Hosting;

/// <summary>A server's folder is one server's, and its owner's alone.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class FolderLockTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly TemporaryFolder _folder = new();

    public FolderLockTests()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows has other rights");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_is_made_is_closed_to_others()
    {
        var folder = new ServiceFolder(_folder.File("data"));
        using var held = FolderLock.Take(folder);
        Assert.Null(held.Remark);
        Assert.Equal(Owner, File.GetUnixFileMode(folder.Root));
    }

    [Fact]
    public void A_folder_that_was_open_to_others_is_closed_and_that_is_said()
    {
        var folder = new ServiceFolder(_folder.File("data"));
        Directory.CreateDirectory(folder.Root);
        File.SetUnixFileMode(folder.Root, Owner | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        using (var held = FolderLock.Take(folder)) Assert.Equal($"{folder.Root}: was open to other users (755); it is its owner's alone now (700)", held.Remark);
        Assert.Equal(Owner, File.GetUnixFileMode(folder.Root));
        using (var again = FolderLock.Take(folder)) Assert.Null(again.Remark);
    }
}
