using System.Runtime.InteropServices;

namespace Ipfl.Market;

/// <summary>A full m × m matrix, row = buyer.</summary>
internal sealed class DenseDistances : ModelDistances
{
    private readonly double[,] _distances;

    public DenseDistances(double[,] distances)
        : base(distances?.GetLength(0) ?? throw new ArgumentNullException(nameof(distances)))
    {
        if (distances.GetLength(1) != Participants)
        {
            throw new ArgumentException(
                $"the distance matrix has {Participants} rows and {distances.GetLength(1)} columns; it must be square", nameof(distances));
        }

        _distances = distances;
        for (var buyer = 0; buyer < Participants; buyer++) CheckRow(buyer);
    }

    internal override int MostCandidates => Participants;

    internal override CandidateRow Row(int buyer) => new([], Span(buyer));

    private ReadOnlySpan<double> Span(int buyer) => MemoryMarshal.CreateReadOnlySpan(ref _distances[buyer, 0], Participants);

    private void CheckRow(int buyer)
    {
        var row = Span(buyer);
        for (var seller = 0; seller < row.Length; seller++)
        {
            if (seller != buyer) Checked(row[seller], buyer, seller);
        }
    }
}
