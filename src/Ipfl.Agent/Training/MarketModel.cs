using Ipfl.Data;
using Ipfl.Learning;
using Ipfl.Protocol.V1;

namespace Ipfl.Agent;

/// <summary>The built-in network that a market's terms name.</summary>
internal static class MarketModel
{
    /// <summary>Finds the network and checks that terms, network and data agree.</summary>
    /// <exception cref="InvalidDataException">They do not.</exception>
    public static ModelArchitecture Of(Terms terms, ImageDataSet data)
    {
        var training = terms.Training;
        if (training is null || training.Model.Length == 0)
            throw Fault(terms, "names no built-in model; write a trainer of your own: [trainer] kind = \"command\"");
        if (training.Model == AdapterArchitecture.NetworkName)
            throw Fault(terms, "trades adapters of a language model; name your records with data.instructions and the base model with llm.model, instead of data.set");
        if (!ModelArchitectures.Names.Contains(training.Model))
            throw Fault(terms, $"asks for the model '{training.Model}'; built in are {string.Join(", ", ModelArchitectures.Names)}: update this program, or write a trainer of your own");
        var shape = data.InputShape;
        if (!training.InputShape.SequenceEqual([shape.Channels, shape.Height, shape.Width]) || training.Classes != data.Train.Classes)
            throw Fault(terms, $"trains on samples of [{string.Join(", ", training.InputShape)}] in {training.Classes} classes; those of {data.Name} are [{shape.Channels}, {shape.Height}, {shape.Width}] in {data.Train.Classes}: choose another data.set");
        var architecture = ModelArchitectures.Create(training.Model, shape, data.Train.Classes);
        CheckTensors(terms, architecture, "ask the operator");
        return architecture;
    }

    /// <summary>Checks that the market's models have the network's parameters and no other tensors.</summary>
    /// <param name="terms">The market's terms.</param>
    /// <param name="architecture">The network.</param>
    /// <param name="remedy">What the message advises.</param>
    /// <exception cref="InvalidDataException">They do not.</exception>
    public static void CheckTensors(Terms terms, ModelArchitecture architecture, string remedy)
    {
        foreach (var parameter in architecture.Parameters)
        {
            var tensor = terms.Tensors.FirstOrDefault(tensor => tensor.Name == parameter.Name);
            if (tensor is null || !tensor.Shape.SequenceEqual(parameter.Shape))
                throw Fault(terms, $"asks for {parameter.Name} {(tensor is null ? "nowhere" : $"of shape [{string.Join(", ", tensor.Shape)}]")}, but {architecture.Name} has it of shape [{string.Join(", ", parameter.Shape)}]; {remedy}");
        }

        if (terms.Tensors.FirstOrDefault(tensor => architecture.Parameters.All(parameter => parameter.Name != tensor.Name)) is { } foreign)
            throw Fault(terms, $"asks for a tensor {foreign.Name}, which {architecture.Name} does not have; {remedy}");
    }

    /// <summary>The error of a market that cannot be taken part in.</summary>
    public static InvalidDataException Fault(Terms terms, string what) => new($"market {terms.Market} {what}");
}
