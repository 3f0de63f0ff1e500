using System.Diagnostics;
using TorchSharp;

namespace Ipfl.Learning.Tests.Native;

public sealed class TorchRuntimeTests
{
    [Fact]
    public void Tensors_work_and_the_library_is_loaded_once()
    {
        TorchRuntime.EnsureLoaded();
        TorchRuntime.EnsureLoaded();
        using var ones = torch.ones(3);

        Assert.Equal(3, ones.sum().item<float>());
        Assert.NotEqual(NativeLibraryOutcome.Failed, TorchRuntime.Status.Outcome);
        Assert.True(File.Exists(TorchRuntime.Status.Path));
    }

    [Fact]
    public async Task A_fresh_process_keeps_its_copy_in_the_user_s_cache_and_uses_it_again()
    {
        Assert.SkipUnless(TorchRuntime.Status.Outcome == NativeLibraryOutcome.AdaptedCopy, "this machine loads the plain file");
        using var cache = new TemporaryFolder();

        await RunFirstTest(cache.Path);
        var copy = Assert.Single(Directory.GetFiles(cache.File("ipfl/native")));
        var written = File.GetLastWriteTimeUtc(copy);
        await RunFirstTest(cache.Path);

        Assert.Equal(copy, Assert.Single(Directory.GetFiles(cache.File("ipfl/native"))));
        Assert.Equal(written, File.GetLastWriteTimeUtc(copy));
    }

    private static async Task RunFirstTest(string cache)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(TorchRuntimeTests).Assembly.Location);
        start.ArgumentList.Add("--filter-method");
        start.ArgumentList.Add($"*.{nameof(Tensors_work_and_the_library_is_loaded_once)}");
        start.Environment["XDG_CACHE_HOME"] = cache;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output + await errors);
    }
}
