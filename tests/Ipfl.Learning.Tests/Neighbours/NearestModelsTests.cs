using Ipfl.Protocol;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Neighbours;

public sealed class NearestModelsTests
{
    private const int Size = 3_000;

    [Fact]
    public void Asked_for_everybody_it_gives_all_distances()
    {
        using var scope = NewDisposeScope();
        var (models, initial) = (randn(7, Size), randn(Size));
        var expected = ModelDistance.Cosine(models, initial);
        foreach (var count in new[] { 6, 7, 100 })
        {
            var found = NearestModels.Find(models, initial, count);
            Assert.Equal(42, found.Count);
            Assert.All(found, pair => Assert.Equal(expected[pair.Model, pair.Other], pair.Distance, 1e-12));
            Assert.Equal(found.OrderBy(pair => pair.Model).ThenBy(pair => pair.Other), found);
        }
    }

    /// <summary>Within a group the cosine is 0.8, between groups 0: nine standard errors of a sketch and more lie between.</summary>
    [Fact]
    public void Those_of_a_model_s_own_group_are_found_among_hundreds()
    {
        using var scope = NewDisposeScope();
        const int groups = 60, members = 5;
        var found = NearestModels.Find(Grouped(groups, members), zeros(Size), members - 1);
        Assert.Equal(groups * members * (members - 1), found.Count);
        Assert.All(found, pair => Assert.Equal(pair.Model / members, pair.Other / members));
    }

    [Fact]
    public void Most_of_the_truly_nearest_are_found_where_all_are_about_equally_far()
    {
        using var scope = NewDisposeScope();
        var (models, initial) = (randn(300, Size) + (0.5 * randn(Size)), zeros(Size));
        var exact = ModelDistance.Cosine(models, initial);
        var found = NearestModels.Find(models, initial, 20).ToLookup(pair => pair.Model, pair => pair.Other);
        var overlap = Enumerable.Range(0, 300).Sum(i => Enumerable.Range(0, 300).Where(j => j != i).OrderBy(j => exact[i, j]).Take(20).Intersect(found[i]).Count());

        // The distances differ by about 0.01, the sketches by 0.04: this is the case that they cannot do well. Chance gives 7 %.
        Assert.InRange(overlap / 6_000.0, 0.15, 1);
    }

    [Fact]
    public void The_number_of_threads_changes_nothing_and_another_seed_only_what_is_overlooked()
    {
        using var scope = NewDisposeScope();
        var (models, initial) = (randn(150, Size), randn(Size));
        var expected = NearestModels.Find(models, initial, 10, seed: 3, threads: 1);
        Assert.Equal(expected, NearestModels.Find(models, initial, 10, seed: 3, threads: 3));
        Assert.NotEqual(expected, NearestModels.Find(models, initial, 10, seed: 4, threads: 1));
    }

    [Fact]
    public void Without_a_thread_there_is_no_search()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentOutOfRangeException>("threads", () => NearestModels.Find(randn(3, Size), zeros(Size), 1, threads: 0));
    }

    [Fact]
    public void A_model_that_did_not_move_is_at_distance_one()
    {
        using var scope = NewDisposeScope();
        var models = cat([zeros(1, Size), randn(3, Size)]);
        Assert.All(NearestModels.Find(models, zeros(Size), 3).Where(pair => pair.Model == 0 || pair.Other == 0), pair => Assert.Equal(1, pair.Distance));
    }

    [Fact]
    public void One_model_alone_has_no_neighbour_and_nobody_asks_for_none()
    {
        using var scope = NewDisposeScope();
        Assert.Empty(NearestModels.Find(randn(1, Size), zeros(Size), 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestModels.Find(randn(2, Size), zeros(Size), 0));
    }

    [Fact]
    public void It_can_be_cancelled()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<OperationCanceledException>(() => NearestModels.Find(randn(9, Size), zeros(Size), 2, cancellation: new(canceled: true)));
    }

    [Fact]
    public void Models_in_files_give_the_same_as_models_in_memory()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var (models, initial) = (randn(40, Size), randn(Size));
        string[] files = [.. Enumerable.Range(0, 40).Select(i => Write(folder.File($"p{i}.safetensors"), models[i]))];
        using var mapped = MappedModels.Open(files);
        using var start = MappedModels.Open([Write(folder.File("initial.safetensors"), initial)]);
        Assert.Equal((40, Size), (mapped.Count, (int)mapped.Size));
        Assert.Equal(ModelDistance.Cosine(models, initial), ModelDistance.Of(ModelDistanceKind.Cosine, mapped, start));
        Assert.Equal(NearestModels.Find(models, initial, 5), NearestModels.Find(mapped, start, 5));
    }

    [Fact]
    public void Models_in_files_that_are_links_are_those_behind_the_links()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var (models, initial) = (randn(3, Size), randn(Size));
        string[] files = [.. Enumerable.Range(0, 3).Select(i => File.CreateSymbolicLink(folder.File($"p{i}"), Write(folder.File($"blob{i}"), models[i])).FullName)];
        using var mapped = MappedModels.Open(files);
        using var start = MappedModels.Open([Write(folder.File("initial.safetensors"), initial)]);
        Assert.Equal(ModelDistance.Cosine(models, initial), ModelDistance.Of(ModelDistanceKind.Cosine, mapped, start));
    }

    [Fact]
    public void Files_that_do_not_fit_are_named()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var (long_, short_) = (Write(folder.File("long.safetensors"), randn(8)), Write(folder.File("short.safetensors"), randn(4)));
        var doubles = folder.File("doubles.safetensors");
        var writer = new SafetensorsWriter();
        writer.Add("theta", [2], new double[] { 1, 2 });
        writer.WriteFile(doubles);
        Assert.Contains($"{short_}: found a model of 4 numbers; the first one has 8", Assert.Throws<InvalidDataException>(() => MappedModels.Open([long_, short_])).Message);
        Assert.Contains("must be F32", Assert.Throws<InvalidDataException>(() => MappedModels.Open([doubles])).Message);
        Assert.Throws<FileNotFoundException>(() => MappedModels.Open([folder.File("none.safetensors")]));
        Assert.Throws<ArgumentException>(() => MappedModels.Open([]));
        using var mapped = MappedModels.Open([long_, long_]);
        using var other = MappedModels.Open([short_]);
        Assert.Throws<ArgumentException>(() => ModelDistance.Of(ModelDistanceKind.Cosine, mapped, other));
    }

    private static Tensor Grouped(int groups, int members)
    {
        var centres = randn(groups, 1, Size).expand(groups, members, Size).reshape(groups * members, Size);
        return centres + (0.5 * randn(groups * members, Size));
    }

    private static string Write(string path, Tensor model)
    {
        // In two tensors, as a model's layers are.
        var (numbers, writer) = (model.data<float>().ToArray(), new SafetensorsWriter());
        writer.Add("layer.weight", [numbers.Length - 1], numbers.AsMemory(0, numbers.Length - 1));
        writer.Add("layer.zbias", [1], numbers.AsMemory(numbers.Length - 1));
        writer.WriteFile(path);
        return path;
    }
}
