using System.Globalization;

namespace Ipfl.Simulation;

/// <summary>A line of <c>sessions.jsonl</c>: a process that worked on a run. Times and machines differ between equal runs, so no other file has them.</summary>
/// <param name="Started">When it began, in UTC.</param>
/// <param name="AfterRound">After which round; 0 at the start.</param>
/// <param name="Build">Which build it was.</param>
/// <param name="Device">Where it computed.</param>
/// <param name="Threads">With how many worker threads.</param>
internal sealed record RunSession(string Started, int AfterRound, Provenance Build, string Device, int Threads)
{
    public static RunSession Now(Experiment experiment, int roundsDone, TimeProvider time) => new(
        time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        roundsDone,
        Provenance.OfThisBuild,
        experiment.Config.Device.Name,
        experiment.Threads);
}
