using Ipfl.Data;
using Ipfl.Market;
using static TorchSharp.torch;

namespace Ipfl.Simulation.Tests.Behaviours;

/// <summary>What of a trained model reaches the others.</summary>
public sealed class UploadTests
{
    private static readonly float[] Model = [.. Enumerable.Range(1, 2000).Select(i => i % 2 == 0 ? i : -i / 3f)];

    [Fact]
    public void A_flipped_model_is_the_negated_one() => Assert.Equal(Model.Select(x => -x), Altered(UploadKind.SignFlip));

    [Fact]
    public void A_free_rider_s_same_value_is_one() => Assert.All(Altered(UploadKind.SameValue), x => Assert.Equal(1, x));

    [Fact]
    public void A_shuffled_model_has_the_same_numbers_in_an_order_of_its_own_in_each_round()
    {
        var (first, second) = (Altered(UploadKind.Shuffle), Altered(UploadKind.Shuffle, round: 1));
        Assert.Equal(Model.Order(), first.Order());
        Assert.Equal(Model.Order(), second.Order());
        Assert.True(first.Zip(Model).Count(pair => pair.First == pair.Second) < 20);
        Assert.NotEqual(first, second);
        Assert.Equal(first, Altered(UploadKind.Shuffle));
    }

    [Fact]
    public void Noise_is_standard_normal_and_new_in_each_round()
    {
        var noise = Altered(UploadKind.Gaussian);
        Assert.InRange(noise.Average(), -0.1, 0.1);
        Assert.InRange(noise.Average(x => x * x), 0.85, 1.15);
        Assert.NotEqual(noise, Altered(UploadKind.Gaussian, round: 1));
    }

    [Theory]
    [InlineData(new[] { 0, 1, 2, 3 })]
    [InlineData(new[] { 1, 3 })]
    [InlineData(new[] { 0, 2 })]
    public void Only_the_rows_of_those_present_are_sent_and_nobody_s_own_model_changes(int[] members)
    {
        var roles = new[] { Role.Honest, Role.Attacker, Role.Liar, Role.FreeRider };
        using var scope = NewDisposeScope();
        var models = arange(12, float32).reshape(4, 3).contiguous();
        var uploads = Uploads.Of(models, CohortOf(roles, members), new() { AttackUpload = UploadKind.SignFlip }, new(models[0], null), i => new(0, RandomPurpose.Upload, 0, i));
        float[][] expected = [[0, 1, 2], [-3, -4, -5], [6, 7, 8], [1, 1, 1]];
        Assert.Equal(members.SelectMany(i => expected[i]), uploads.data<float>().ToArray());
        Assert.Equal(Enumerable.Range(0, 12).Select(x => (float)x), models.data<float>().ToArray());
    }

    internal static Cohort CohortOf(Role[] roles, int[] members)
    {
        var type = ParticipantType.Of(5, 1, 1);
        return new(0, [.. roles.Select((role, i) => new Participant("uniform", role, type, new($"p{i}", type)))], new([]), members, []);
    }

    private static float[] Altered(UploadKind kind, int round = 0)
    {
        float[] model = [.. Model];
        Uploads.Alter(model, kind, new RandomStream(0, RandomPurpose.Upload, round, 3));
        return model;
    }
}
