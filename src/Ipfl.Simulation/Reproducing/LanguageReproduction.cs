using Ipfl.Data;
using Ipfl.Learning;

namespace Ipfl.Simulation;

/// <summary>What to repeat of the experiments on language models.</summary>
/// <param name="Scale">Rounds, steps and seeds.</param>
/// <param name="Task">A task that tunes a language model.</param>
/// <param name="Model">The base model's folder; null makes a small one at the quick scale.</param>
/// <param name="Algorithms">Algorithm names, none twice.</param>
/// <param name="Seeds">Seeds, none twice; null is the scale's own.</param>
/// <param name="Settings">Settings over those of the scale.</param>
/// <param name="Folder">The folder for all results.</param>
public sealed record LanguageRequest(
    ReproductionScale Scale, string Task, string? Model, IReadOnlyList<string> Algorithms, IReadOnlyList<long>? Seeds, IReadOnlyList<ConfigValue> Settings, string Folder);

/// <summary>
/// Algorithms side by side on adapters of one base model. At the quick scale that model is made here, from the prompts of the training records
/// alone, and the market deals in smaller coin: its graph is that of the task's own numbers, but the pull suits the larger steps.
/// </summary>
public sealed class LanguageReproduction
{
    /// <summary>The name that commands and files use.</summary>
    public const string Name = "llm";

    /// <summary>Gain grows with the root of its scale, so that a scale by s² and λ and cost by s give the same graph.</summary>
    private const double Coin = 25;

    private static readonly PretrainingOptions Quickly = new() { Steps = 300 };

    private readonly LanguageRequest _request;

    private LanguageReproduction(LanguageRequest request)
    {
        _request = request;
        if (request.Model is null && request.Scale != ReproductionScale.Quick)
            throw new InvalidDataException($"--scale {request.Scale.Name} needs a base model: --model names a folder with a Hugging Face checkpoint of the Llama family");
        var task = TaskCatalogue.Find(request.Task);
        BaseModel = request.Model ?? Path.Combine(request.Folder, Name, $"{request.Task}-base");
        Folder = Path.Combine(request.Folder, Name, request.Task);
        Config = task.Source.Pin(ExperimentConfig.Resolve(
        [
            new("task", request.Task, "--task"),
            .. QuickSettings(task).Select(pair => new ConfigValue(pair.Key, pair.Value, $"--scale {request.Scale.Name}")),
            new("llm.model", BaseModel, "--model"),
            .. request.Settings,
        ]));
        Comparison = Comparison.Plan(Config, request.Algorithms, request.Seeds ?? request.Scale.Seeds, Folder);
    }

    /// <summary>What all runs have in common.</summary>
    public ExperimentConfig Config { get; }

    /// <summary>The runs.</summary>
    public Comparison Comparison { get; }

    /// <summary>The folder of the comparison.</summary>
    public string Folder { get; }

    /// <summary>The base model's folder.</summary>
    public string BaseModel { get; }

    /// <summary>Whether the base model has to be made first.</summary>
    public bool NeedsModel => _request.Model is null && !Comparison.IsFinished && !LlamaModel.IsFinished(BaseModel);

    /// <summary>How it is made.</summary>
    public static PretrainingOptions Pretraining => Quickly;

    /// <summary>Plans: checks names and settings; nothing is loaded or run yet.</summary>
    /// <exception cref="InvalidDataException">A name is unknown, a setting is refused, a model is missing, or the folder holds other runs.</exception>
    public static LanguageReproduction Plan(LanguageRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new(request);
    }

    /// <summary>Begins to make the base model, or goes on with it.</summary>
    /// <exception cref="IOException">The records are missing.</exception>
    /// <exception cref="InvalidDataException">They are damaged, or too few.</exception>
    public LlamaPretraining BeginModel(CancellationToken cancellation)
    {
        var records = InstructionSets.Load(Config.Task.DataSet, Config.DataDir, Config.Participants, InstructionSets.HeldOutSeed).Train;
        return new SmallLlama().Begin(BaseModel, [.. records.Select(PromptTemplate.Alpaca.Prompt)], Quickly, cancellation);
    }

    private (string Key, object Value)[] QuickSettings(TaskDefinition task) => _request.Scale != ReproductionScale.Quick ? [] :
    [
        ("rounds", 10L), ("steps", 20L), ("learning_rate", 2e-3), ("llm.final_learning_rate", 1e-4), ("llm.rank", 8L), ("llm.alpha", 16.0), ("llm.test_records", 100L),
        ("ipfl.eta", 5.0),
        ("market.lambda", (double)task.Defaults["market.lambda"] / Coin),
        ("market.gain_scale", (double)task.Defaults["market.gain_scale"] / (Coin * Coin)),
        ("market.sharing_cost", 1 / Coin),
    ];
}
