using Ipfl.Learning;
using static TorchSharp.torch;

namespace Ipfl.Simulation;

/// <summary>All that a run carries from one round to the next; random streams start anew in each round, and who is present follows from the results.</summary>
internal sealed class FederationState : IDisposable
{
    private readonly string _algorithm;
    private readonly string _mechanism;

    private double[,]? _shares;

    private FederationState(string algorithm, string mechanism, Tensor initial, Tensor models, LocalTerm? term, IReadOnlyDictionary<string, Tensor> tensors) =>
        (_algorithm, _mechanism, Initial, Models, Term, Tensors) = (algorithm, mechanism, initial, models, term, tensors);

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
    public static FederationState Start(IAlgorithm algorithm, string mechanism, Tensor initial, int participants)
    {
        using var row = initial.unsqueeze(0);
        return new(algorithm.Name, mechanism, initial, row.repeat(participants, 1), algorithm.FirstTerm(initial), algorithm.FirstState(initial, participants));
    }

    /// <summary>Gives a participant a fresh model.</summary>
    public void Restart(int participant)
    {
        using var row = Models.select(0, participant);
        row.copy_(Initial);
        for (var other = 0; other < _shares?.GetLength(0); other++) _shares[participant, other] = _shares[other, participant] = double.NaN;
    }

    /// <summary>Makes what some of those present uploaded their own model.</summary>
    public void Keep(Tensor uploads, Cohort cohort, Func<Participant, bool> who)
    {
        foreach (var (member, row) in cohort.Members.Select((member, row) => (member, row)).Where(present => who(cohort.Participants[present.member])))
        {
            using var own = Models.select(0, member);
            using var upload = uploads.select(0, row);
            own.copy_(upload);
        }
    }

    /// <summary>α* of all pairs as last judged; NaN for those that were not. The caller's.</summary>
    public double[,] Shares(int participants)
    {
        if (_shares is not null) return (double[,])_shares.Clone();
        var shares = new double[participants, participants];
        for (var i = 0; i < participants; i++)
            for (var j = 0; j < participants; j++) shares[i, j] = double.NaN;
        return shares;
    }

    /// <summary>Keeps α* of all pairs for rounds in which they are not judged.</summary>
    public void Keep(double[,] shares) => _shares = shares;

    /// <summary>A round in which nobody was present.</summary>
    public void Skip() => RoundsDone++;

    /// <summary>Takes over what the algorithm decided for those present; the models of the others stay as they are.</summary>
    public void Advance(Aggregation aggregation, Cohort cohort)
    {
        if (aggregation.Models is { } models) Put(models, Models, cohort);
        aggregation.Models?.Dispose();
        Term?.Centres.Dispose();
        Term = ForEverybody(aggregation.Term, cohort);
        if (aggregation.State is { } tensors)
        {
            DisposeTensors();
            Tensors = tensors;
        }

        RoundsDone++;
    }

    public void Save(string path) => CheckpointFile.Write(path, new(_algorithm, _mechanism, RoundsDone, Initial, Models, Term, Tensors) { Shares = _shares });

    /// <exception cref="InvalidDataException">The file is damaged or belongs to another run.</exception>
    public static FederationState Load(string path, IAlgorithm algorithm, string mechanism, int participants, long size)
    {
        var read = CheckpointFile.Read(path, algorithm, mechanism, participants, size);
        return new(read.Algorithm, read.Mechanism, read.Initial, read.Models, read.Term, read.State) { RoundsDone = read.RoundsDone, _shares = read.Shares };
    }

    public void Dispose()
    {
        Initial.Dispose();
        Models.Dispose();
        Term?.Centres.Dispose();
        DisposeTensors();
    }

    private static void Put(Tensor rows, Tensor ofAll, Cohort cohort)
    {
        if (cohort.IsComplete)
        {
            ofAll.copy_(rows);
            return;
        }

        using var index = cohort.Index();
        ofAll.index_copy_(0, index, rows);
    }

    /// <summary>A term with a centre for each one present becomes one with a row for everybody; nobody asks for those of absentees.</summary>
    private LocalTerm? ForEverybody(LocalTerm? term, Cohort cohort)
    {
        if (term is null || cohort.IsComplete || term.Centres.shape[0] == 1 && cohort.Members.Count > 1) return term;
        using var centres = term.Centres;
        var ofAll = zeros_like(Models);
        Put(centres, ofAll, cohort);
        return term with { Centres = ofAll };
    }

    private void DisposeTensors()
    {
        foreach (var tensor in Tensors.Values) tensor.Dispose();
    }
}
