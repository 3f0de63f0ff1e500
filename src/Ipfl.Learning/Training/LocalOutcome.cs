namespace Ipfl.Learning;

/// <summary>Gathers what the steps of one participant gave, and notices where its training ran away.</summary>
internal sealed class LocalOutcome(LocalRound round, int participant)
{
    private long _images;
    private double _losses;
    private int _steps;

    /// <summary>Whether training ran away; there is nothing to add any more.</summary>
    public bool HasDiverged { get; private set; }

    /// <summary>Adds a step on so many images, at the loss before it.</summary>
    /// <exception cref="DivergedException">The loss is not finite, and the round does not restore the model.</exception>
    public void Add(int images, float loss)
    {
        if (!float.IsFinite(loss))
        {
            Diverge(_steps, $"the loss is {loss}");
            return;
        }

        (_images, _losses, _steps) = (_images + images, _losses + loss, _steps + 1);
    }

    /// <summary>What all of them gave.</summary>
    /// <param name="isFinite">Whether the model is finite after the last step.</param>
    /// <exception cref="DivergedException">It is not, and the round does not restore it.</exception>
    public LocalResult End(bool isFinite)
    {
        var steps = _steps;
        if (!HasDiverged && steps > 0 && !isFinite) Diverge(--steps, "the model is no longer finite");
        return new LocalResult(_images, steps == 0 ? 0 : _losses / steps) { Diverged = HasDiverged };
    }

    private void Diverge(int step, string what)
    {
        if (!round.RestoresDiverged) throw RanAway(step, what);
        HasDiverged = true;
    }

    private DivergedException RanAway(int step, string what) => new(
        $"training diverged: participant {round.NumberOf(participant)}, round {round.Round + 1}, step {step + 1}: {what}; " +
        $"try a learning rate below {round.Options.LearningRate}" +
        (round.Term is { } term ? $" or a {term.Kind} weight below {term.Weight}" : ""));
}
