namespace Ipfl.Learning;

/// <summary>
/// Compares and mixes models in memory-mapped files: what is held in memory beyond the system's file cache is m² numbers and some blocks,
/// however large the models. libtorch is not needed.
/// </summary>
/// <param name="threads">Worker threads, ≥ 1; null is one per processor.</param>
/// <exception cref="ArgumentOutOfRangeException">There is not even one thread.</exception>
public sealed class MappedAggregator(int? threads = null) : IModelAggregator
{
    private readonly int? _threads = threads is null or >= 1 ? threads : throw new ArgumentOutOfRangeException(nameof(threads), threads, "there must be at least one thread");

    /// <inheritdoc/>
    public IRoundModels Open(string initial, IReadOnlyList<string> uploads)
    {
        ArgumentNullException.ThrowIfNull(initial);
        ArgumentNullException.ThrowIfNull(uploads);
        return new RoundModels(initial, uploads, _threads);
    }

    private sealed class RoundModels : IRoundModels
    {
        /// <summary>Centres whose pages are in memory at a time: few enough to be no burden, many enough for the models to be read seldom.</summary>
        private const int CentresAtOnce = 128;

        private readonly string _initialFile;
        private readonly int? _threads;
        private readonly MappedModels _initial;
        private readonly MappedModels _models;
        private readonly UpdateMatrix _updates;
        private readonly Lazy<UpdateGram> _gram;

        public RoundModels(string initial, IReadOnlyList<string> uploads, int? threads)
        {
            (_initialFile, _threads) = (initial, threads);
            _initial = MappedModels.Open([initial]);
            try
            {
                _models = MappedModels.Open(uploads);
                _updates = _models.UpdatesFrom(_initial);
            }
            catch
            {
                _models?.Dispose();
                _initial.Dispose();
                throw;
            }

            _gram = new(() => UpdateGram.Of(_updates, threads));
        }

        public double[,] Distances() => ModelDistance.Of(ModelDistanceKind.Cosine, _gram.Value);

        public IReadOnlyList<double> Norms() => [.. Enumerable.Range(0, _models.Count).Select(_gram.Value.Norm)];

        public void WriteCentres(double[,] weights, double eta, IReadOnlyList<(int Participant, string File)> centres) => Write(
            centres, (participants, rows) => ProximalCentre.Write(ModelDistanceKind.Cosine, _updates, _gram.Value, weights, eta, participants, rows, _threads));

        public void WriteMeans(double[,] weights, double clip, IReadOnlyList<(int Participant, string File)> means)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(clip);
            Write(means, (participants, rows) => MeanImport.Write(_updates, _gram.Value, weights, clip, participants, rows, _threads));
        }

        private void Write(IReadOnlyList<(int Participant, string File)> asked, Action<int[], NumberRows> write)
        {
            foreach (var some in asked.Chunk(CentresAtOnce))
            {
                using var files = new WritableModels(_initialFile, [.. some.Select(one => one.File)]);
                using var rows = files.Rows();
                write([.. some.Select(one => one.Participant)], rows);
                files.Publish();
            }
        }

        public void Dispose()
        {
            _updates.Dispose();
            _models.Dispose();
            _initial.Dispose();
        }
    }
}
