using Ipfl.Data;
using Ipfl.Market;
using static TorchSharp.torch;

namespace Ipfl.Simulation.Tests.Behaviours;

/// <summary>What adversaries upload.</summary>
public sealed class AdversaryUploadTests
{
    [Theory]
    [InlineData(AdversaryKind.Overclaim, new[] { 3f, 4f, 5f })]
    [InlineData(AdversaryKind.Initial, new[] { 1f, 1f, 1f })]
    [InlineData(AdversaryKind.Copy, new[] { 6f, 7f, 8f })]
    [InlineData(AdversaryKind.Scaled, new[] { 21f, 31f, 41f })]
    [InlineData(AdversaryKind.Reseller, new[] { 103f, 104f, 105f })]
    [InlineData(AdversaryKind.Sybils, new[] { 3f, 4f, 5f })]
    public void Each_uploads_what_its_name_says_and_nobody_else_s_row_changes(AdversaryKind kind, float[] expected)
    {
        using var scope = NewDisposeScope();
        var models = arange(12, float32).reshape(4, 3).contiguous();
        float[][] own = [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11]];
        Assert.Equal([.. own[0], .. expected, .. own[2], .. own[3]], Of(models, kind, [0, 1, 2, 3], bought: models + 100));
        Assert.Equal([.. own[0], .. expected], Of(models, kind, [0, 1], bought: models + 100));
        Assert.Equal(Enumerable.Range(0, 12).Select(x => (float)x), models.data<float>().ToArray());
    }

    [Fact]
    public void A_reseller_has_its_own_model_where_that_is_what_it_bought_and_one_for_all_where_all_have_one()
    {
        using var scope = NewDisposeScope();
        var models = arange(12, float32).reshape(4, 3).contiguous();
        Assert.Equal([3f, 4f, 5f], Of(models, AdversaryKind.Reseller, [1], bought: null));
        Assert.Equal([7f, 7f, 7f], Of(models, AdversaryKind.Reseller, [1], bought: full(1, 3, 7f)));
        Assert.Equal([3f, 4f, 5f], Of(models, AdversaryKind.Reseller, [1], bought: models + 100, joiners: [1]));
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.3)]
    public void Noise_on_a_copy_is_relative_to_the_update_and_new_in_each_round(double relative)
    {
        using var scope = NewDisposeScope();
        var models = stack([zeros(20_000), linspace(-1, 3, 20_000)]).contiguous();
        var (first, second) = (Copy(0), Copy(1));
        var update = (models[1] - 1).norm().item<float>();
        Assert.InRange((first - models[1]).norm().item<float>() / update / relative, 0.97, 1.03);
        Assert.InRange((first - second).norm().item<float>() / update / relative, 1.38, 1.45);

        Tensor Copy(int round) => tensor(Of(models, AdversaryKind.Copy, [0], null, adversary: 0, copied: 1, noise: relative, round: round));
    }

    private static float[] Of(
        Tensor models, AdversaryKind kind, int[] members, Tensor? bought, int[]? joiners = null, int adversary = 1, int copied = 2, double noise = 0, int round = 0)
    {
        var type = ParticipantType.Of(5, 1, 1);
        var participants = Enumerable.Range(0, (int)models.shape[0]).Select(i => i == adversary
            ? new Participant("uniform", Role.Adversary, type, new($"p{i}", type)) { Adversary = kind, Copies = copied }
            : new Participant("uniform", Role.Honest, type, new($"p{i}", type)));
        var settings = new BehaviourSettings { Adversary = new(kind) { CopyNoise = noise } };
        var initial = ones(models.shape[1]);
        using var uploads = Uploads.Of(
            models, new(round, [.. participants], new([]), members, joiners ?? []), settings, new(initial, bought), i => new RandomStream(0, RandomPurpose.Upload, round, i));
        return [.. uploads.data<float>()];
    }
}
