using Ipfl.Learning;

namespace Ipfl.Simulation;

/// <summary>
/// Settles every key: general defaults, then the task's, then what was given, later over earlier. Unknown keys, values out of range and
/// keys that would have no effect are refused.
/// </summary>
internal static class ConfigResolution
{
    /// <param name="given">What was given, later values over earlier ones.</param>
    /// <param name="dropsIdle">Whether keys of the market that have no effect are left out, because the values are those of several algorithms.</param>
    public static SortedDictionary<string, object> Resolve(IReadOnlyList<ConfigValue> given, bool dropsIdle = false)
    {
        var chosen = new Dictionary<string, (object Value, string Source)>(StringComparer.Ordinal);
        foreach (var value in given) chosen[value.Path] = (Accepted(value), value.Source);

        var task = TaskCatalogue.Find(chosen.TryGetValue("task", out var named) ? (string)named.Value : TaskCatalogue.All[0].Id);
        var resolved = new SortedDictionary<string, object>(StringComparer.Ordinal) { ["task"] = task.Id };
        foreach (var (path, value) in TaskCatalogue.GeneralDefaults) resolved[path] = value;
        foreach (var (path, parameter) in AlgorithmCatalogue.Parameters) resolved[path] = parameter.Whole ? (object)(long)parameter.Default : parameter.Default;
        foreach (var (path, value) in task.Defaults) resolved[path] = value;
        var algorithm = chosen.TryGetValue("algorithm", out var asked) ? (string)asked.Value : (string)resolved["algorithm"];
        foreach (var (path, value) in ImportKeys.StandardsOf(algorithm)) resolved[path] = value;
        foreach (var (path, (value, _)) in chosen) resolved[path] = value;
        resolved.TryAdd("market.max_distance", (string)resolved["ipfl.distance"] == "l2" ? double.PositiveInfinity : 2.0);
        var sources = chosen.ToDictionary(pair => pair.Key, pair => pair.Value.Source);
        TaskKeys.Settle(task, resolved, sources);
        if (task.Kind == TaskKind.Images) SettlePartition(resolved, chosen);
        ImportKeys.Settle(resolved, sources, dropsIdle);
        BehaviourKeys.Settle(resolved, sources);
        foreach (var key in new[] { "market.audit", "market.record" })
        {
            if ((bool)resolved[key] && !Trades((string)resolved["algorithm"])) throw IdleKey(key, chosen[key].Source, (string)resolved["algorithm"]);
        }

        if ((bool)resolved["market.record"] && (string)resolved["ipfl.distance"] == "l2")
            throw new InvalidDataException($"{chosen["market.record"].Source}: market.record has no effect with ipfl.distance = l2: market files hold cosine distances, from 0 to 2; remove one of them");
        if (task.EmbeddedOnly && chosen.TryGetValue("data_dir", out var folder))
            throw new InvalidDataException($"{folder.Source}: data_dir has no effect on task {task.Id}, which runs on the embedded data; choose another task");
        if (!task.CanAugment && chosen.TryGetValue("augment", out var augment) && augment.Value is true)
            throw new InvalidDataException($"{augment.Source}: augment: found true; allowed is false on task {task.Id}, whose samples mean something else when cropped or mirrored");
        return resolved;
    }

    /// <summary>Whether an algorithm of the catalogue has a market.</summary>
    public static bool Trades(string algorithm) => AlgorithmCatalogue.Create(algorithm, new()).Trades;

    public static InvalidDataException IdleAudit(string source, string algorithm) => IdleKey("market.audit", source, algorithm);

    private static InvalidDataException IdleKey(string key, string source, string algorithm) =>
        new($"{source}: {key} has no effect on algorithm {algorithm}, which does not trade; remove it or choose one that trades");

    private static object Accepted(ConfigValue given)
    {
        if (OwnParts.IsKey(given.Path)) throw OwnParts.Refusal(given);
        if (ConfigSchema.Find(given.Path) is not { } key) throw Unknown(given);
        var value = key.Accept(given.Value)
            ?? throw new InvalidDataException($"{given.Source}: {given.Path}: found {GivenNumber.Show(given.Value)}; allowed is {key.Allowed}");
        return key.IsPath && !value.Equals(key.Keyword) ? Path.GetFullPath((string)value, given.Folder ?? Environment.CurrentDirectory) : value;
    }

    private static InvalidDataException Unknown(ConfigValue given)
    {
        var keys = ConfigSchema.Keys.Select(key => key.Path).ToArray();
        var nearest = Array.Find(keys, key => key.EndsWith($".{given.Path}", StringComparison.Ordinal)) ?? Spelling.Nearest(given.Path, keys);
        var hint = nearest is null ? $"allowed are {string.Join(", ", keys)}" : $"did you mean {nearest}?";
        return new InvalidDataException($"{given.Source}: unknown key {given.Path}; {hint}");
    }

    private static void SettlePartition(SortedDictionary<string, object> resolved, Dictionary<string, (object Value, string Source)> chosen)
    {
        var kind = (string)resolved["partition.kind"];
        var used = ConfigSchema.PartitionKeys(kind);
        foreach (var path in ConfigSchema.Keys.Select(key => key.Path).Where(path => path.StartsWith("partition.", StringComparison.Ordinal)))
        {
            if (path == "partition.kind" || used.Contains(path)) continue;
            if (chosen.TryGetValue(path, out var idle))
                throw new InvalidDataException($"{idle.Source}: {path} has no effect on partition.kind = \"{kind}\"; remove it or change the kind");
            resolved.Remove(path);
        }

        if (kind == "file" && !resolved.ContainsKey("partition.file"))
            throw new InvalidDataException("partition.kind = \"file\" needs partition.file, a JSON file with {\"participants\": [[indices], …]}");
    }
}
