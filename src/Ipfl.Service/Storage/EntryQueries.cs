namespace Ipfl.Service.Storage;

/// <summary>Which parts in rounds are meant.</summary>
internal static class EntryQueries
{
    /// <summary>Those whose upload is still to come.</summary>
    public static IQueryable<EntryRow> Awaited(this IQueryable<EntryRow> entries) =>
        entries.Where(entry => entry.Stage == EntryStage.Expected || entry.Stage == EntryStage.Receiving);
}
