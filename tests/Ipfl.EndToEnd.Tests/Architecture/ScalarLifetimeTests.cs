using Mono.Cecil;
using Mono.Cecil.Rocks;

namespace Ipfl.EndToEnd.Tests.Architecture;

/// <summary>
/// TorchSharp passes native code the bare address of a scalar. One that nobody holds may be finalised during the call, which then reads freed
/// memory: a wrong number or a crash, once in many million calls. So the product makes scalars in one place, which holds them.
/// </summary>
public sealed class ScalarLifetimeTests
{
    private static readonly ModuleDefinition Torch = Read("TorchSharp");

    /// <summary>What makes a scalar, and what of TorchSharp does so on the way.</summary>
    private static readonly HashSet<string> Makers = FindMakers();

    [Fact]
    public void No_number_reaches_native_code_as_a_scalar_that_nobody_holds()
    {
        string[] found =
        [
            .. from name in new[] { "Ipfl.Learning", "Ipfl.Simulation", "Ipfl.Agent" }
               from method in Methods(Read(name))
               where method.DeclaringType.Name != "ScalarArithmetic"
               from called in Calls(method)
               where Makers.Contains(called) && !PassesOnlyTensors(called)
               select $"{method.FullName} calls {called}",
        ];
        Assert.True(found.Length == 0, $"use ScalarArithmetic instead:\n{string.Join('\n', found)}");
    }

    [Fact]
    public void The_makers_are_found()
    {
        Assert.Contains(Makers, name => name.Contains("Tensor::op_Addition(TorchSharp.torch/Tensor,TorchSharp.torch/Tensor)", StringComparison.Ordinal));
        Assert.DoesNotContain(Makers, name => name.Contains("Tensor::matmul(", StringComparison.Ordinal));
    }

    /// <summary>A compiled function makes scalars of the numbers it is given; ours are given tensors and truth values.</summary>
    private static bool PassesOnlyTensors(string called) => called.Contains("CompilationUnit::invoke(", StringComparison.Ordinal);

    private static HashSet<string> FindMakers()
    {
        var all = Methods(Torch).Select(method => (Name: method.FullName, Calls: Calls(method).ToArray())).ToArray();
        var makers = all.Select(method => method.Name).Where(name => name.StartsWith("TorchSharp.Scalar TorchSharp.Scalar", StringComparison.Ordinal)).ToHashSet();
        for (var before = -1; before != makers.Count;)
        {
            before = makers.Count;
            makers.UnionWith(all.Where(method => method.Calls.Any(makers.Contains)).Select(method => method.Name));
        }

        return makers;
    }

    private static IEnumerable<MethodDefinition> Methods(ModuleDefinition module) =>
        module.GetAllTypes().SelectMany(type => type.Methods).Where(method => method.HasBody);

    private static IEnumerable<string> Calls(MethodDefinition method) =>
        method.Body.Instructions.Select(instruction => instruction.Operand).OfType<MethodReference>().Select(called => called.GetElementMethod().FullName);

    private static ModuleDefinition Read(string assembly) => ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"));
}
