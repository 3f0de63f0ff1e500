using System.Reflection;
using System.Text.Json.Serialization;
using Ipfl.Learning;

namespace Ipfl.Simulation;

/// <summary>Which build of the product made some results.</summary>
/// <param name="Product">The product's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Libtorch">The version of libtorch that it was built with, and for what.</param>
public sealed record Provenance(string Product, string Version, string Libtorch)
{
    /// <summary>The commit that it was built from; null where the build did not know.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Commit { get; init; }

    /// <summary>This build.</summary>
    public static Provenance OfThisBuild { get; } = Read(typeof(Provenance).Assembly);

    /// <summary>In a line.</summary>
    public override string ToString() => $"{Product} {Version}{(Commit is null ? "" : $", commit {Commit}")}, libtorch {Libtorch}";

    private static Provenance Read(Assembly assembly)
    {
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+', 2);
        return new(assembly.GetCustomAttribute<AssemblyProductAttribute>()!.Product, version[0], TorchRuntime.Version)
        {
            Commit = version.Length > 1 ? version[1] : null,
        };
    }
}
