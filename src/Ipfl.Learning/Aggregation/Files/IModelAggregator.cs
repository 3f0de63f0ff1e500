namespace Ipfl.Learning;

/// <summary>The seam behind which a market's host compares and mixes models that lie in files.</summary>
public interface IModelAggregator
{
    /// <summary>Opens one round's uploads.</summary>
    /// <param name="initial">The safetensors file of θ⁰.</param>
    /// <param name="uploads">One file per participant, each with the tensors of <paramref name="initial"/> in the same order.</param>
    /// <exception cref="InvalidDataException">A file is no such model.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    IRoundModels Open(string initial, IReadOnlyList<string> uploads);
}

/// <summary>One round's uploads.</summary>
public interface IRoundModels : IDisposable
{
    /// <summary>d_ij = 1 − cos(θ_i − θ⁰, θ_j − θ⁰), m × m.</summary>
    double[,] Distances();

    /// <summary>‖θ_i − θ⁰‖ of each.</summary>
    IReadOnlyList<double> Norms();

    /// <summary>
    /// Writes proximal centres v_i (see <see cref="ProximalCentre.Cosine"/>) as safetensors files with the tensors of θ⁰; each appears whole
    /// or not at all, and is the same to the bit as in a simulation.
    /// </summary>
    /// <param name="weights">a_ij, m × m.</param>
    /// <param name="eta">η, positive.</param>
    /// <param name="centres">Whose, by number, and the file each goes to.</param>
    void WriteCentres(double[,] weights, double eta, IReadOnlyList<(int Participant, string File)> centres);

    /// <summary>
    /// Writes where buyers go on from that import by the mean (see <see cref="MeanImport"/>), likewise; the buyers' own models are what they uploaded.
    /// </summary>
    /// <param name="weights">a_ij = n_ij/N_i, m × m.</param>
    /// <param name="clip">τ, positive.</param>
    /// <param name="means">Whose, by number, and the file each goes to.</param>
    void WriteMeans(double[,] weights, double clip, IReadOnlyList<(int Participant, string File)> means);
}
