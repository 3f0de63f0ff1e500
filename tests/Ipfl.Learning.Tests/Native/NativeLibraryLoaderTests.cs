using System.Runtime.InteropServices;
using TorchSharp;

namespace Ipfl.Learning.Tests.Native;

public sealed class NativeLibraryLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public NativeLibraryLoaderTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems load the plain file");

    [Fact]
    public void The_file_loads_plain_or_as_a_copy_that_has_its_functions()
    {
        var (handle, status) = new NativeLibraryLoader(Shipped(), new AdaptedLibraryCache(_folder.Path)).Load();

        Assert.True(NativeLibrary.TryGetExport(handle, "THSTensor_matmul", out _), status.ToString());
        var copies = Directory.GetFiles(_folder.Path);
        if (status.Outcome == NativeLibraryOutcome.PlainFile) Assert.Empty(copies);
        else Assert.Equal(status.Path, Assert.Single(copies));
    }

    [Fact]
    public void A_copy_says_why_it_was_made()
    {
        var status = LoadWith(new AdaptedLibraryCache(_folder.Path));
        Assert.SkipUnless(status.Outcome == NativeLibraryOutcome.AdaptedCopy, "this machine loads the plain file");
        Assert.Contains("GLIBCXX_3.4.32", status.Reason);
        Assert.Contains(status.Path!, status.ToString());
        Assert.Empty(status.Fix);
    }

    [Fact]
    public void Without_a_cache_that_can_be_written_a_copy_is_loaded_from_a_temporary_folder_that_is_gone_afterwards()
    {
        File.WriteAllText(_folder.File("blocked"), "a file where the folder should be");
        foreach (var cache in new[] { new AdaptedLibraryCache(_folder.File("blocked")), new AdaptedLibraryCache(folder: null) })
        {
            var (handle, status) = new NativeLibraryLoader(Shipped(), cache).Load();
            Assert.SkipUnless(status.Outcome != NativeLibraryOutcome.PlainFile, "this machine loads the plain file");

            Assert.Equal(NativeLibraryOutcome.AdaptedCopy, status.Outcome);
            Assert.True(NativeLibrary.TryGetExport(handle, "THSTensor_matmul", out _), status.ToString());
            Assert.StartsWith(Path.GetTempPath(), status.Path, StringComparison.Ordinal);
            Assert.False(Directory.Exists(Path.GetDirectoryName(status.Path)));
        }
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var (handle, status) = new NativeLibraryLoader(new NativeLibraryFiles([_folder.Path]), new AdaptedLibraryCache(_folder.Path)).Load();
        Assert.Equal(0, handle);
        Assert.Equal(NativeLibraryOutcome.Failed, status.Outcome);
        Assert.Contains("libLibTorchSharp.so is missing", status.Reason);
    }

    [Fact]
    public void A_damaged_file_fails_with_the_system_s_own_reason()
    {
        File.WriteAllText(_folder.File("libLibTorchSharp.so"), "not a library");
        var (handle, status) = new NativeLibraryLoader(new NativeLibraryFiles([_folder.Path]), new AdaptedLibraryCache(_folder.Path)).Load();
        Assert.Equal(0, handle);
        Assert.Equal(NativeLibraryOutcome.Failed, status.Outcome);
        Assert.Contains(_folder.File("libLibTorchSharp.so"), status.ToString());
        Assert.DoesNotContain('\n', status.ToString());
    }

    public void Dispose() => _folder.Dispose();

    private static NativeLibraryFiles Shipped() => NativeLibraryFiles.ProbedFor(typeof(torch).Assembly);

    private static NativeLibraryStatus LoadWith(AdaptedLibraryCache cache) => new NativeLibraryLoader(Shipped(), cache).Load().Status;
}
