namespace Ipfl.Simulation;

/// <summary>Hears how a run goes on. Calls come one at a time.</summary>
public interface IRunObserver
{
    /// <summary>Told the share of the data that has been loaded, before anything else; null does not want to know.</summary>
    IProgress<double>? Loading => null;

    /// <summary>The run begins or goes on after <paramref name="roundsDone"/> rounds.</summary>
    void Started(Experiment experiment, RunFolder folder, int roundsDone);

    /// <summary>A participant has ended its local training of the 1-based <paramref name="round"/>.</summary>
    void ParticipantTrained(int round, int trained, int participants);

    /// <summary>A round is complete and on disk.</summary>
    void RoundFinished(RoundRecord record, RoundTimings timings);
}
