using CsCheck;

namespace Ipfl.Learning.Tests.Evaluation;

public sealed class PersonalAccuracyTests
{
    [Fact]
    public void It_is_the_formula_worked_by_hand()
    {
        // τ = (.5, .3, .2), π = (.25, 0, .75): (40·.25/.5 + 10·.75/.2) / (50·.25/.5 + 20·.75/.2) = (20 + 37.5) / (25 + 75)
        Assert.Equal(0.575, PersonalAccuracy.Compute([40, 7, 10], [50, 30, 20], [1, 0, 3]), 1e-12);
    }

    [Fact]
    public void A_class_that_the_test_set_lacks_weighs_nothing()
    {
        // Only the first class can be tested: 8 of 10.
        Assert.Equal(0.8, PersonalAccuracy.Compute([8, 0, 3], [10, 0, 5], [2, 6, 0]), 1e-12);
    }

    [Fact]
    public void It_is_zero_where_nothing_of_the_participant_s_can_be_tested() =>
        Assert.Equal(0, PersonalAccuracy.Compute([5, 0], [10, 0], [0, 4]));

    [Fact]
    public void It_is_each_class_s_own_accuracy_weighted_by_the_participant_s_labels() =>
        Gen.Select(Gen.Int[1, 50], Gen.Double[0, 1], Gen.Int[0, 9]).Array[1, 12].Where(classes => classes.Any(c => c.Item3 > 0)).Sample(classes =>
        {
            var total = classes.Select(c => c.Item1).ToArray();
            var correct = classes.Select(c => (long)(c.Item1 * c.Item2)).ToArray();
            var local = classes.Select(c => c.Item3).ToArray();
            var expected = Enumerable.Range(0, classes.Length).Sum(c => (double)local[c] / local.Sum() * correct[c] / total[c]);
            Assert.Equal(expected, PersonalAccuracy.Compute(correct, total, local), 1e-12);
        });

    [Fact]
    public void A_participant_with_the_test_set_s_labels_has_the_generalised_accuracy()
    {
        int[] total = [5, 15];
        Assert.Equal(0.6, PersonalAccuracy.Generalised([3, 9], total));
        Assert.Equal(0.6, PersonalAccuracy.Compute([3, 9], total, [10, 30]), 1e-12);
        Assert.Equal(0.55, PersonalAccuracy.Compute([1, 10], total, [10, 30]), 1e-12);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Assert.ThrowsAny<ArgumentException>(() => PersonalAccuracy.Compute([1], [1, 2], [1, 2]));
        Assert.ThrowsAny<ArgumentException>(() => PersonalAccuracy.Compute([1, 2], [1, 2], [1]));
    }
}
