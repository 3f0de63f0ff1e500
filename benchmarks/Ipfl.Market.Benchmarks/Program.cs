using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Ipfl.Market.Benchmarks;

if (args is ["clock", ..])
{
    ClockPage.Print(args is [_, var dense] ? int.Parse(dense, System.Globalization.CultureInfo.InvariantCulture) : 10_000);
    return;
}

// In process: the generated projects of the default toolchain would fall under this repository's locked restore.
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(
    args,
    DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)));
