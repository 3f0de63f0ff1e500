using System.Globalization;

namespace Ipfl.Simulation;

/// <summary>What a study refuses, each in one line, before anything is looked for or run.</summary>
internal static class StudyChecks
{
    private static readonly (string Key, string Option)[] Options = [("task", "--task"), ("algorithm", "--algorithms"), ("seed", "--seeds")];

    /// <summary>The tasks to try, in their order.</summary>
    public static IReadOnlyList<string> Tasks(StudyRequest request)
    {
        var known = request.Definition.TasksAt(request.Scale);
        if (request.Task is not { } task) return known;
        if (known.Contains(task)) return [task];
        var hint = Spelling.Nearest(task, known) is { } nearest ? $"; did you mean {nearest}?" : "";
        throw new InvalidDataException($"--task: found '{task}'; allowed for {request.Definition.Name} are {string.Join(", ", known)}{hint}");
    }

    /// <summary>The algorithms to run.</summary>
    public static IReadOnlyList<string> Algorithms(StudyRequest request)
    {
        var algorithms = request.Algorithms ?? request.Definition.AlgorithmsAt(request.Scale);
        if (request.Definition.TradesOnly && algorithms.FirstOrDefault(name => !StudyDefinition.Trades(name)) is { } idle)
            throw new InvalidDataException($"--algorithms: found '{idle}'; allowed for {request.Definition.Name} are those that trade");
        return algorithms;
    }

    /// <summary>The shares to vary.</summary>
    public static IReadOnlyList<double> Ratios(StudyRequest request)
    {
        if (request.Ratios is not { } ratios) return request.Definition.RatiosAt(request.Scale);
        if (ratios.Count == 0) throw new InvalidDataException("--ratios: found none; at least one is needed");
        if (ratios.FirstOrDefault(ratio => ratio is not (> 0 and <= 1), 1) is var bad && bad != 1)
            throw new InvalidDataException($"--ratios: found '{Show(bad)}'; allowed are numbers above 0, up to 1");
        if (ratios.Distinct().Count() < ratios.Count)
            throw new InvalidDataException($"--ratios: found {string.Join(", ", ratios.Select(Show))}; each may be named once");
        return [.. ratios.Order()];
    }

    /// <summary>Refuses settings that the study decides itself.</summary>
    public static void Settings(StudyRequest request)
    {
        var (name, varied) = (request.Definition.Name, request.Definition.VariedKeys);
        foreach (var setting in request.Settings)
        {
            if (Array.Find(Options, option => option.Key == setting.Path) is { Option: { } option })
                throw new InvalidDataException($"{setting.Source}: {setting.Path} has no effect on {name}; use {option}");
        }

        foreach (var setting in request.Settings.Where(setting => varied.Contains(setting.Path)))
            throw new InvalidDataException($"{setting.Source}: {setting.Path} is what {name} varies; leave it out");
    }

    private static string Show(double ratio) => ratio.ToString("R", CultureInfo.InvariantCulture);
}
