namespace Ipfl.Reporting;

/// <summary>What the pictures of all studies say.</summary>
internal static class StudyFigure
{
    /// <summary>How bars and points show the spread.</summary>
    public const string Whiskers = "Mean over the seeds; whiskers: one standard deviation, where there are at least two seeds.";

    private const int NoteWidth = 112;

    /// <summary>Lines on task, data and size of the runs.</summary>
    public static IReadOnlyList<string> Notes(StudyResults results) =>
        ScaleNote.Lines($"{results.Description.Task}{(results.Embedded ? " on the small data set that comes with the product" : "")}, {results.Note}", NoteWidth);
}
