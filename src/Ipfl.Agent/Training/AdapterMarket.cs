using Ipfl.Learning;
using Ipfl.Protocol.V1;

namespace Ipfl.Agent;

/// <summary>The adapters that a market's terms name, on a participant's own copy of the base model.</summary>
internal static class AdapterMarket
{
    /// <summary>Checks that terms and base model agree. What is made is not computed with: the model's weights are still to be loaded.</summary>
    /// <param name="terms">The market's terms.</param>
    /// <param name="model">The base model's sizes.</param>
    /// <param name="folder">Its folder, as messages name it.</param>
    /// <exception cref="InvalidDataException">They do not.</exception>
    public static AdapterArchitecture Of(Terms terms, LlamaConfig model, string folder)
    {
        var adapter = terms.Training?.Adapter;
        if (adapter is null || terms.Training!.Model != AdapterArchitecture.NetworkName)
            throw MarketModel.Fault(terms, $"trades no adapters of language models but {(terms.Training?.Model is { Length: > 0 } other ? $"'{other}'" : "a model that only its participants know")}; data.instructions and [llm] are for other markets");
        var architecture = Architecture(terms, adapter, model);
        MarketModel.CheckTensors(
            terms,
            architecture,
            $"llm.model must be the market's base model{(adapter.BaseModel.Length > 0 ? $", {adapter.BaseModel}" : "")}, and {folder} is another");
        return architecture;
    }

    /// <summary>Checks that the folder's numbers are those of the market's base model, where the terms name them.</summary>
    /// <exception cref="InvalidDataException">They are not, or a file is missing or damaged.</exception>
    public static void CheckNumbers(Terms terms, string folder)
    {
        var adapter = terms.Training.Adapter;
        if (adapter.BaseDigest.Length == 0 || CheckpointDigest.Of(folder) is not { } found || found == adapter.BaseDigest) return;
        throw MarketModel.Fault(terms, $"adapts {(adapter.BaseModel.Length > 0 ? adapter.BaseModel : "a base model")} of digest {adapter.BaseDigest}; {folder} has the same sizes but digest {found}: another model, or the same in another number type");
    }

    private static AdapterArchitecture Architecture(Terms terms, AdapterTerms adapter, LlamaConfig model)
    {
        try
        {
            return new(model, new() { Rank = adapter.Rank, Alpha = adapter.Alpha, Dropout = adapter.Dropout, Targets = [.. adapter.Targets] });
        }
        catch (ArgumentException unfit)
        {
            throw MarketModel.Fault(terms, $"asks for adapters that cannot be: {unfit.Message.ReplaceLineEndings(" ")}; ask the operator");
        }
    }
}
