using Ipfl.Learning;
using static TorchSharp.torch;

namespace Ipfl.Simulation;

/// <summary>All that a run carries from one round to the next; random streams start anew in each round, so there is nothing else.</summary>
internal sealed class FederationState : IDisposable
{
    private readonly string _algorithm;

    private FederationState(string algorithm, Tensor initial, Tensor models, LocalTerm? term, IReadOnlyDictionary<string, Tensor> tensors) =>
        (_algorithm, Initial, Models, Term, Tensors) = (algorithm, initial, models, term, tensors);

    /// <summary>θ⁰: [d].</summary>
    public Tensor Initial { get; }

    /// <summary>θ: [m, d].</summary>
    public Tensor Models { get; }

    /// <summary>What the next local loss gains.</summary>
    public LocalTerm? Term { get; private set; }

    /// <summary>The algorithm's own tensors by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; private set; }

    /// <summary>Whole rounds behind this state.</summary>
    public int RoundsDone { get; private set; }

    /// <summary>Every participant at the common initial model, which is taken over.</summary>
    public static FederationState Start(IAlgorithm algorithm, Tensor initial, int participants)
    {
        using var row = initial.unsqueeze(0);
        return new(algorithm.Name, initial, row.repeat(participants, 1), algorithm.FirstTerm(initial), algorithm.FirstState(initial, participants));
    }

    /// <summary>Takes over what the algorithm decided.</summary>
    public void Advance(Aggregation aggregation)
    {
        if (aggregation.Models is { } models) Models.copy_(models);
        aggregation.Models?.Dispose();
        Term?.Centres.Dispose();
        Term = aggregation.Term;
        if (aggregation.State is { } tensors)
        {
            DisposeTensors();
            Tensors = tensors;
        }

        RoundsDone++;
    }

    public void Save(string path) => CheckpointFile.Write(path, new(_algorithm, RoundsDone, Initial, Models, Term, Tensors));

    /// <exception cref="InvalidDataException">The file is damaged or belongs to another run.</exception>
    public static FederationState Load(string path, IAlgorithm algorithm, int participants, long size)
    {
        var read = CheckpointFile.Read(path, algorithm, participants, size);
        return new(read.Algorithm, read.Initial, read.Models, read.Term, read.State) { RoundsDone = read.RoundsDone };
    }

    public void Dispose()
    {
        Initial.Dispose();
        Models.Dispose();
        Term?.Centres.Dispose();
        DisposeTensors();
    }

    private void DisposeTensors()
    {
        foreach (var tensor in Tensors.Values) tensor.Dispose();
    }
}
