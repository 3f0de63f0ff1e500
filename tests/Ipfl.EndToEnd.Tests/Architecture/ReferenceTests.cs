using System.Reflection;
using System.Xml.Linq;

namespace Ipfl.EndToEnd.Tests.Architecture;

/// <summary>
/// Who may use whom. Checked twice: in the project files, because the compiler drops references that nothing uses yet, and in the built
/// assemblies, because packages and projects bring others along.
/// </summary>
public sealed class ReferenceTests
{
    private static readonly string[] NativeLibtorch = ["libtorch-cpu-$(NativeRid)", "libtorch-cuda-12.8-$(NativeRid)"];

    /// <summary>
    /// The arrows: projects, packages in the project file, and assemblies outside the base library that the code may name, by the beginning of
    /// their names.
    /// </summary>
    private static readonly Dictionary<string, (string[] Projects, string[] Packages, string[] Assemblies)> Allowed = new()
    {
        ["Ipfl.Market"] = ([], [], []),
        ["Ipfl.Protocol"] = ([], ["Google.Protobuf", "Grpc.Core.Api", "Grpc.Tools"], ["Google.Protobuf", "Grpc.Core.Api"]),
        ["Ipfl.Data"] = ([], ["Parquet.Net", "SkiaSharp", "SkiaSharp.NativeAssets.Linux.NoDependencies"], ["Parquet", "SkiaSharp"]),
        ["Ipfl.Learning"] = (["Ipfl.Data", "Ipfl.Protocol"], ["Google.Protobuf", "TorchSharp", .. NativeLibtorch], ["Google.Protobuf", "TorchSharp"]),
        ["Ipfl.Simulation"] = (["Ipfl.Market", "Ipfl.Data", "Ipfl.Learning", "Ipfl.Protocol"], ["MathNet.Numerics", "Tomlyn"], ["MathNet.Numerics", "Tomlyn", "TorchSharp"]),
        ["Ipfl.Reporting"] =
            ([], ["MathNet.Numerics", "ScottPlot", "SkiaSharp", "SkiaSharp.NativeAssets.Linux.NoDependencies", "Tomlyn"], ["MathNet.Numerics", "ScottPlot", "SkiaSharp", "Tomlyn"]),
        ["Ipfl.Service"] = (
            ["Ipfl.Market", "Ipfl.Protocol", "Ipfl.Learning"],
            [
                "Grpc.AspNetCore.Server", "Grpc.Net.Client", "Microsoft.EntityFrameworkCore.Sqlite", "Microsoft.EntityFrameworkCore.Design", "MudBlazor", "Microsoft.AspNetCore.App.Internal.Assets",
                "OpenTelemetry.Extensions.Hosting", "OpenTelemetry.Exporter.OpenTelemetryProtocol", "OpenTelemetry.Instrumentation.AspNetCore",
            ],
            ["Google.Protobuf", "Grpc.", "Microsoft.AspNetCore", "Microsoft.Data.Sqlite", "Microsoft.EntityFrameworkCore", "Microsoft.Extensions.", "MudBlazor", "OpenTelemetry", "System.Threading.RateLimiting"]),
        ["Ipfl.Agent"] = (
            ["Ipfl.Data", "Ipfl.Learning", "Ipfl.Protocol"],
            ["Grpc.Net.Client", "Polly.Core", "Tomlyn"],
            ["Google.Protobuf", "Grpc.", "Polly.Core", "Tomlyn", "TorchSharp", "Microsoft.Extensions."]),
        ["Ipfl.Cli"] = (
            ["Ipfl.Market", "Ipfl.Data", "Ipfl.Learning", "Ipfl.Protocol", "Ipfl.Simulation", "Ipfl.Reporting", "Ipfl.Service", "Ipfl.Agent"],
            ["System.CommandLine", "Spectre.Console"],
            ["System.CommandLine", "Spectre.Console", "Google.Protobuf", "Grpc.Core.Api", "MathNet.Numerics", "Microsoft.AspNetCore", "Microsoft.Extensions."]),
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Fact]
    public void Every_project_has_its_arrows_here() => Assert.Equal(
        Allowed.Keys.Order(), Directory.GetDirectories(Sources(), "Ipfl.*").Select(folder => Path.GetFileName(folder)!).Order());

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_file_names_only_what_it_may(string project)
    {
        var file = XDocument.Load(Path.Combine(Sources(), project, $"{project}.csproj"));
        Assert.Subset(Allowed[project].Projects.ToHashSet(), Included(file, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)).ToHashSet());
        Assert.Subset(Allowed[project].Packages.ToHashSet(), Included(file, "PackageReference").ToHashSet());
        Assert.Empty(Included(file, "Reference"));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Compiled_code_names_only_what_it_may(string project)
    {
        var (projects, _, assemblies) = Allowed[project];
        var named = Assembly.Load(project == "Ipfl.Cli" ? "ipfl" : project).GetReferencedAssemblies().Select(assembly => assembly.Name!);
        Assert.DoesNotContain(
            named.Where(name => !IsBaseLibrary(name)),
            name => !projects.Contains(name) && !assemblies.Any(allowed => name.StartsWith(allowed, StringComparison.Ordinal)));
    }

    private static string Sources() => Path.Combine(SharedFolder.Repository, "src");

    private static IEnumerable<string> Included(XDocument file, string item) => file.Descendants(item).Select(element => element.Attribute("Include")!.Value);

    /// <summary>Whether the runtime itself ships the assembly.</summary>
    private static bool IsBaseLibrary(string name) => File.Exists(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, $"{name}.dll"));
}
