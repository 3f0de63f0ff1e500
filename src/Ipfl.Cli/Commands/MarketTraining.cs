using Ipfl.Data;
using Ipfl.Learning;
using Ipfl.Protocol.V1;
using Ipfl.Simulation;

namespace Ipfl.Cli.Commands;

/// <summary>What a task says of a market's models: how they are trained, and the one that everybody starts from.</summary>
internal static class MarketTraining
{
    /// <summary>The terms of training.</summary>
    public static TrainingTerms Terms(ExperimentConfig config)
    {
        var terms = new TrainingTerms
        {
            Model = config.Task.Model,
            Steps = config.Training.Steps,
            BatchSize = config.Training.BatchSize,
            LearningRate = config.Training.LearningRate,
            Momentum = config.Training.Momentum,
            WeightDecay = config.Training.WeightDecay,
            Augment = config.Training.Augment,
            Seed = config.Seed,
        };
        if (config.Language is { } language)
        {
            terms.Adapter = Adapter(language);
            return terms;
        }

        var set = DataSets.Find(config.Task.DataSet);
        terms.InputShape.AddRange([set.InputShape.Channels, set.InputShape.Height, set.InputShape.Width]);
        terms.Classes = set.Classes;
        return terms;
    }

    /// <summary>The network that the task names.</summary>
    /// <exception cref="FileNotFoundException">The base model's folder has no <c>config.json</c>.</exception>
    /// <exception cref="InvalidDataException">That file is damaged, or no base model is named.</exception>
    public static ModelArchitecture Network(ExperimentConfig config)
    {
        if (config.Language is { } language)
        {
            var options = new LoraOptions { Rank = language.Rank, Alpha = language.Alpha, Dropout = language.Dropout, Targets = language.Targets };
            return new AdapterArchitecture(LlamaModel.ReadConfig(BaseModel(language)), options);
        }

        var set = DataSets.Find(config.Task.DataSet);
        return ModelArchitectures.Create(config.Task.Model, set.InputShape, set.Classes);
    }

    private static AdapterTerms Adapter(LanguageSettings language)
    {
        var folder = Path.GetFullPath(BaseModel(language));
        return new()
        {
            Rank = language.Rank,
            Alpha = language.Alpha,
            Dropout = language.Dropout,
            Targets = { language.Targets },
            FinalLearningRate = language.FinalLearningRate,
            BaseModel = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)),
            BaseDigest = CheckpointDigest.HasWeights(folder) ? CheckpointDigest.Of(folder) : "",
        };
    }

    private static string BaseModel(LanguageSettings language) => language.Model ?? throw new InvalidDataException(
        "llm.model: found nothing; allowed is the folder of the base model that everybody adapts, such as --set llm.model=models/base; its config.json is enough, its weights let agents tell it from others");
}
