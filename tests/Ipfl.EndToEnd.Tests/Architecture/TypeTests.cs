using ArchUnitNET.Fluent;
using ArchUnitNET.Loader;
using static ArchUnitNET.Fluent.ArchRuleDefinition;
using Assembly = System.Reflection.Assembly;

namespace Ipfl.EndToEnd.Tests.Architecture;

/// <summary>Rules on types that assembly references are too coarse for.</summary>
public sealed class TypeTests
{
    private static readonly Assembly[] Product =
        [.. new[] { "Ipfl.Market", "Ipfl.Protocol", "Ipfl.Data", "Ipfl.Learning", "Ipfl.Simulation", "Ipfl.Reporting", "Ipfl.Service", "Ipfl.Agent", "ipfl" }.Select(Assembly.Load)];

    private static readonly ArchUnitNET.Domain.Architecture Built = new ArchLoader().LoadAssemblies([.. Product, Assembly.Load("TorchSharp")]).Build();

    [Fact]
    public void The_market_prices_nothing_but_reports_and_distances() =>
        AssertHolds(Types().That().ResideInAssembly(Assembly.Load("Ipfl.Market")).Should().NotDependOnAny(
            Types().That().ResideInAssembly(Assembly.Load("Ipfl.Data"), Assembly.Load("Ipfl.Learning"), Assembly.Load("Ipfl.Simulation"))));

    /// <summary>Types of src/Shared, in the namespace Ipfl itself, are compiled into both under one name.</summary>
    [Fact]
    public void The_report_knows_result_files_not_the_simulator() =>
        AssertHolds(Types().That().ResideInAssembly(Assembly.Load("Ipfl.Reporting")).Should().NotDependOnAny(
            Types().That().ResideInAssembly(Assembly.Load("Ipfl.Simulation"), Assembly.Load("Ipfl.Learning"), Assembly.Load("Ipfl.Market")).And().DoNotResideInNamespace("Ipfl")));

    [Fact]
    public void Tensors_stay_below_the_command_line() =>
        AssertHolds(Types().That().ResideInAssembly(Assembly.Load("ipfl")).Should().NotDependOnAny(Types().That().ResideInAssembly(Assembly.Load("TorchSharp"))));

    [Fact]
    public void The_server_touches_no_tensor() =>
        AssertHolds(Types().That().ResideInAssembly(Assembly.Load("Ipfl.Service")).Should().NotDependOnAny(Types().That().ResideInAssembly(Assembly.Load("TorchSharp"))));

    [Fact]
    public void No_type_has_a_name_that_says_nothing()
    {
        foreach (var ending in new[] { "Utils", "Util", "Helper", "Helpers", "Manager" })
            AssertHolds(Types().That().ResideInAssembly(Product[0], Product[1..]).Should().NotHaveNameEndingWith(ending));
    }

    private static void AssertHolds<T>(T rule) where T : ICanBeEvaluated =>
        Assert.All(rule.Evaluate(Built), result => Assert.True(result.Passed, result.Description));
}
