namespace Ipfl.Simulation;

/// <summary>Keys that only tasks of one kind have.</summary>
internal static class TaskKeys
{
    /// <summary>Drops the defaults of keys that a task's kind does not have, and refuses those that were given.</summary>
    /// <exception cref="InvalidDataException">A key has no effect.</exception>
    public static void Settle(TaskDefinition task, SortedDictionary<string, object> resolved, IReadOnlyDictionary<string, string> sources)
    {
        var what = task.Kind == TaskKind.Images ? "trains an image network" : "tunes a language model";
        foreach (var path in ConfigSchema.Keys.Select(key => key.Path).Where(path => KindOf(path) is { } kind && kind != task.Kind))
        {
            if (sources.TryGetValue(path, out var source))
                throw new InvalidDataException($"{source}: {path} has no effect on task {task.Id}, which {what}; remove it or choose another task");
            resolved.Remove(path);
        }
    }

    /// <summary>The kind of tasks that a key belongs to; null where it belongs to all.</summary>
    private static TaskKind? KindOf(string path) => path switch
    {
        "momentum" or "augment" => TaskKind.Images,
        _ when path.StartsWith("partition.", StringComparison.Ordinal) => TaskKind.Images,
        _ when path.StartsWith("llm.", StringComparison.Ordinal) => TaskKind.Instructions,
        _ => null,
    };
}
