using System.CommandLine;
using System.Globalization;
using Ipfl.Simulation;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl reproduce STUDY</c>: one task with several behaviours of its participants.</summary>
internal static class ReproduceStudyCommand
{
    public static Command Create(StudyDefinition study, Terminal terminal, CancellationToken cancellation)
    {
        var scale = ReproduceCommand.ScaleOption("the task's own rounds and steps");
        var task = new Option<string?>("--task")
        {
            Description = $"Task: {string.Join(", ", study.Tasks)}. Default: the first whose data is here{(study.QuickTasks is { } quick ? $" (quick: {quick[0]})" : "")}.",
            HelpName = "ID",
        };
        var algorithms = new Option<string?>("--algorithms") { Description = $"Algorithms, separated by commas. Default: {Defaults(study.AlgorithmsAt)}.", HelpName = "a,b,c" };
        var ratios = new Option<string?>("--ratios")
        {
            Description = $"Shares of participants that behave so, separated by commas. Default: {Defaults(at => study.RatiosAt(at).Select(Word))}.",
            HelpName = "0.1,0.3",
        };
        var (seeds, output) = (ReproduceCommand.SeedsOption(), ReproduceCommand.OutOption());
        var (dataDir, device, set, json) = (Options.DataDir(), Options.Device(), Options.Set(), Options.Json());
        var command = new Command(study.Name, study.Title) { scale, task };
        if (!study.TradesOnly) command.Add(algorithms);
        if (study.Ratios.Count > 0) command.Add(ratios);
        foreach (var option in new Option[] { seeds, dataDir, device, set, output, json }) command.Add(option);
        command.SetAction(parsed =>
        {
            var size = ReproduceCommand.Scale(parsed.GetRequiredValue(scale));
            var request = new StudyRequest(
                study,
                size,
                parsed.GetValue(task),
                Given(algorithms) is { } names ? Lists.Algorithms(names) : null,
                parsed.GetValue(seeds) is { } numbers ? Lists.Seeds(numbers) : null,
                Given(ratios) is { } shares ? [.. Lists.Words(shares).Select(Ratio)] : null,
                ReproduceCommand.Settings(parsed.GetValue(set), parsed.GetValue(dataDir), parsed.GetValue(device)),
                ReproduceCommand.Folder(parsed.GetValue(output), size));
            return new StudySession(terminal, request, cancellation).Run(parsed.GetValue(json));

            string? Given(Option<string?> option) => command.Options.Contains(option) ? parsed.GetValue(option) : null;
        });
        return command;
    }

    private static double Ratio(string word) => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio)
        ? ratio
        : throw new InvalidDataException($"--ratios: found '{word}'; allowed are numbers above 0, up to 1");

    private static string Defaults(Func<ReproductionScale, IEnumerable<string>> at)
    {
        var (quick, paper) = (string.Join(',', at(ReproductionScale.Quick)), string.Join(',', at(ReproductionScale.Paper)));
        return quick == paper ? paper : $"{quick} (quick), {(at(ReproductionScale.Paper).SequenceEqual(Ipfl.Learning.AlgorithmCatalogue.Published) ? "all" : paper)} (paper)";
    }

    private static string Word(double ratio) => ratio.ToString("R", CultureInfo.InvariantCulture);
}
