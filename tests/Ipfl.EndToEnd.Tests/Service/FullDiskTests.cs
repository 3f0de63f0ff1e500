using System.Diagnostics;
using System.Security.Cryptography;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Ipfl.Protocol.Signing;
using Ipfl.Protocol.V1;
using Ipfl.Service.Tests.Serving;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.EndToEnd.Tests.Service;

/// <summary>
/// A server on a small disk that is full for a while in each of twenty rounds: it lives, its market waits and goes on, and nothing is lost. The
/// disk is a file system in memory, which only root can mount.
/// </summary>
[Trait("Category", "Long")]
public sealed class FullDiskTests
{
    private const int Rounds = 20;
    private const int Numbers = 250_000;

    [Fact]
    public async Task Twenty_rounds_on_a_disk_that_is_full_now_and_then_lose_nothing()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("a small disk is made by Linux's tmpfs");
        var chance = new Random(18);
        using var market = new ServedMarket(_ => [], served => Mount(served.Data));
        try
        {
            await ServeAsync(market, chance);
        }
        finally
        {
            Run("umount", "-l", market.Data);
        }
    }

    private static async Task ServeAsync(ServedMarket market, Random chance)
    {
        var initial = market.Folder.File("initial.safetensors");
        await File.WriteAllBytesAsync(initial, TestModel.Bytes(0, Numbers), TestContext.Current.CancellationToken);
        market.CreateMarket(["--initial", initial, "--rounds", $"{Rounds}", "--upload-seconds", "3600", "--delivery-seconds", "3600", .. ServedMarket.PublishedTerms]);
        using var channel = market.Channel();
        LightParticipant[] both = [Connect("a"), Connect("b")];
        foreach (var participant in both)
        {
            await participant.EnrolAsync(market.Invite(participant.Name));
            await participant.ReportAsync(1000, 0.01, 5e5);
        }

        market.Open();
        for (var round = 1; round <= Rounds; round++)
        {
            var filler = Path.Combine(market.Data, "filler");
            await Task.WhenAll(both.Select(participant => RoundAsync(participant, round)).Append(FillAndFreeAsync(filler, chance.Next(300), chance.Next(500, 2500))));
            Assert.True(market.IsServing, $"the server ended in round {round}");
        }

        foreach (var participant in both) await UntilDoneAsync(() => participant.WaitAsync(Rounds, RoundPhase.Done));
        Assert.Contains("good", market.VerifyLedger().Out, StringComparison.Ordinal);
        await using var db = market.Database();
        Assert.Equal(2 * Rounds, await db.Entries.CountAsync(entry => entry.Stage == Ipfl.Service.Storage.EntryStage.Accepted, TestContext.Current.CancellationToken));
        Assert.Equal(0, await db.Entries.CountAsync(entry => entry.Settlement == Ipfl.Service.Storage.SettlementStage.Voided, TestContext.Current.CancellationToken));

        LightParticipant Connect(string name)
        {
            var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return new(name, key, channel.Intercept(new SigningInterceptor(key, TimeProvider.System)));
        }
    }

    private static async Task RoundAsync(LightParticipant participant, int round)
    {
        await UntilDoneAsync(() => participant.WaitAsync(round, RoundPhase.Collecting));
        await UntilDoneAsync(() => participant.UploadAsync(round, TestModel.Bytes((10 * round) + participant.Number, Numbers)));
        await UntilDoneAsync(() => participant.WaitAsync(round, RoundPhase.Delivering));
        await UntilDoneAsync(() => participant.SettleAsync(round));
    }

    /// <summary>Takes all room after a moment, and gives it back after another.</summary>
    private static async Task FillAndFreeAsync(string filler, int before, int during)
    {
        await Task.Delay(before);
        try
        {
            await using var file = new FileStream(filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            for (var bytes = 1 << 20; bytes > 0;)
            {
                try
                {
                    await file.WriteAsync(new byte[bytes]);
                }
                catch (IOException)
                {
                    bytes /= 16;
                }
            }
        }
        finally
        {
            await Task.Delay(during);
            File.Delete(filler);
        }
    }

    private static async Task UntilDoneAsync(Func<Task> act)
    {
        while (true)
        {
            try
            {
                await act();
                return;
            }
            catch (RpcException lost) when (lost.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled)
            {
                await Task.Delay(100);
            }
        }
    }

    private static void Mount(string folder)
    {
        Directory.CreateDirectory(folder);
        if (Run("mount", "-t", "tmpfs", "-o", "size=40m,mode=700", "tmpfs", folder)) return;
        const string reason = "a small disk needs the right to mount one (root)";
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(reason);
        Assert.Skip(reason);
    }

    private static bool Run(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
