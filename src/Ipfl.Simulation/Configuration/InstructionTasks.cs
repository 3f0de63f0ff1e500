using Ipfl.Learning;

namespace Ipfl.Simulation;

/// <summary>The tasks that tune a language model on instruction records. Participants come with the data, as their sets do.</summary>
internal static class InstructionTasks
{
    /// <summary>The number of participants that a task whose data say it begins with.</summary>
    public const int Untold = 1;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<TaskDefinition> All { get; } =
    [
        Task("mixed-finance", "financial sentiment from FiQA, TFNS and NWGI, 6 participants", 6, 2e4),
        Task("code-finance", "CodeAlpaca and NWGI, 8 participants", 8, 5e4),

        // Participants are the folder's files; 1 stands for not having been told.
        Task("instruct", "instruction records of one's own, a file or folder for each participant", Untold, 2e4),
    ];

    private static TaskDefinition Task(string id, string summary, long participants, double gainScale) =>
        new(id, id, AdapterArchitecture.NetworkName, summary, new Dictionary<string, object>(LanguageKeys.Defaults)
        {
            ["participants"] = participants,
            ["rounds"] = 50L,
            ["steps"] = 10L,
            ["batch_size"] = 8L,
            ["learning_rate"] = 5e-5,
            ["weight_decay"] = 0.0,
            ["market.lambda"] = 5.0,
            ["market.gain_scale"] = gainScale,
            ["ipfl.eta"] = 1.0,
        }, CanAugment: false)
        {
            Kind = TaskKind.Instructions,
            Source = new InstructionTaskSource(),
        };
}
