using Ipfl.Protocol;

namespace Ipfl.Agent.Tests.Training;

public sealed class TensorLayoutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TensorLayout _layout = new([new() { Name = "w", Shape = { 2, 2 } }, new() { Name = "b", Shape = { 1 } }]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_model_comes_back_in_the_markets_order_whatever_its_own()
    {
        var writer = new SafetensorsWriter();
        writer.Add("b", [1], new float[] { 5 });
        writer.Add("w", [2, 2], new float[] { 1, 2, 3, 4 });
        writer.WriteFile(_folder.File("m"));
        Assert.Equal([1, 2, 3, 4, 5], _layout.Read(_folder.File("m")));
        _layout.Write(_folder.File("n"), [1, 2, 3, 4, 5]);
        using var file = SafetensorsFile.Open(_folder.File("n"));
        Assert.Equal(["w", "b"], file.Names);
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        Refused("lacks the tensor b", writer => writer.Add("w", [2, 2], new float[4]));
        Refused("has a tensor c", writer => writer.Add("c", [1], new float[1]));
        Refused("w is F32 [4]; the market asks for F32 [2, 2]", writer => writer.Add("w", [4], new float[4]));
        Refused("w is F64 [2, 2]", writer => writer.Add("w", [2, 2], new double[4]));
        Refused("w holds NaN", writer =>
        {
            writer.Add("w", [2, 2], new[] { 0, float.NaN, 0, 0 });
            writer.Add("b", [1], new float[1]);
        });
        Assert.Contains("is missing", Assert.Throws<InvalidDataException>(() => _layout.Read(_folder.File("none"))).Message, StringComparison.Ordinal);
    }

    private void Refused(string told, Action<SafetensorsWriter> fill)
    {
        var writer = new SafetensorsWriter();
        fill(writer);
        writer.WriteFile(_folder.File("m"));
        Assert.Contains(told, Assert.Throws<InvalidDataException>(() => _layout.Read(_folder.File("m"))).Message, StringComparison.Ordinal);
    }
}
