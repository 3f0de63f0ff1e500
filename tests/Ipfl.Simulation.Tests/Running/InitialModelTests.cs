using Ipfl.Protocol;

namespace Ipfl.Simulation.Tests.Running;

public sealed class InitialModelTests(ReferenceRun reference) : IClassFixture<ReferenceRun>, IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Every_participant_starts_from_the_model_in_the_file()
    {
        var folder = new RunFolder(_temporary.File("run"));
        SmallFederation.Start(folder, ("initial_model", reference.Whole.Model("p2")), ("steps", 0L), ("rounds", 1L), ("algorithm", "local"));
        var given = File.ReadAllBytes(reference.Whole.Model("p2"));
        foreach (var id in new[] { "p0", "p1", "p2", "p3" }) Assert.Equal(given, File.ReadAllBytes(folder.Model(id)));
    }

    [Fact]
    public void Without_a_file_the_seed_draws_the_model()
    {
        var (zero, again, one) = (Drawn("zero", 0), Drawn("again", 0), Drawn("one", 1));
        Assert.Equal(zero, again);
        Assert.NotEqual(zero, one);
    }

    [Fact]
    public void A_file_that_lacks_a_parameter_is_refused() =>
        Assert.Contains("lacks conv2.bias, a parameter of simple-cnn; found conv1.weight", Refusal(skip: "conv2.bias"), StringComparison.Ordinal);

    [Fact]
    public void A_parameter_of_another_shape_is_refused() =>
        Assert.EndsWith("fc3.bias is [4]; simple-cnn needs [3]", Refusal(reshape: "fc3.bias"), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_no_model_is_refused() =>
        Assert.StartsWith(_temporary.File("m"), Message.Of(() => Start(_temporary.Write("m", "no model"))), StringComparison.Ordinal);

    private string Refusal(string? skip = null, string? reshape = null)
    {
        var writer = new SafetensorsWriter();
        using (var file = SafetensorsFile.Open(reference.Whole.Model("p0")))
        {
            foreach (var entry in file.Entries.Where(entry => entry.Name != skip))
            {
                if (entry.Name == reshape) writer.Add(entry.Name, [4], new float[4]);
                else writer.Add(entry.Name, entry.Shape, file.ReadSingles(entry.Name));
            }

            writer.WriteFile(_temporary.File("m"));
        }

        var message = Message.Of(() => Start(_temporary.File("m")));
        Assert.StartsWith(_temporary.File("m"), message, StringComparison.Ordinal);
        Assert.False(Path.Exists(_temporary.File("run")));
        return message;
    }

    private void Start(string model) => SmallFederation.Start(new RunFolder(_temporary.File("run")), ("initial_model", model));

    private byte[] Drawn(string name, long seed)
    {
        var folder = new RunFolder(_temporary.File(name));
        SmallFederation.Start(folder, ("seed", seed), ("steps", 0L), ("rounds", 1L), ("algorithm", "local"));
        return File.ReadAllBytes(folder.Model("p0"));
    }
}
