using Ipfl.Data;

namespace Ipfl.Simulation;

/// <summary>Instruction records from the data folder, and a base model from its own.</summary>
internal sealed class InstructionTaskSource : WorkloadSource
{
    public override ExperimentConfig Pin(ExperimentConfig config)
    {
        if (DataFolder.ForLoading(config.DataDir, config.Task.DataSet) is { } folder && folder != config.DataDir) config = config.With(("data_dir", folder));
        if (config.Task.DataSet != InstructionSets.Own || config.Participants != InstructionTasks.Untold) return config;
        return config.With(("participants", (long)InstructionSets.Load(config.Task.DataSet, config.DataDir, participants: null, InstructionSets.HeldOutSeed).Holders.Count));
    }

    public override Workload Load(ExperimentConfig config, Loading loading)
    {
        var settings = config.Language!;
        if (settings.Model is null)
        {
            throw new InvalidDataException(
                $"task {config.Task.Id} needs a base model: llm.model names a folder with a Hugging Face checkpoint of the Llama family; 'ipfl llm pretrain' makes a small one");
        }

        return new InstructionWorkload(InstructionSets.Load(config.Task.DataSet, config.DataDir, config.Participants, InstructionSets.HeldOutSeed), settings);
    }
}
