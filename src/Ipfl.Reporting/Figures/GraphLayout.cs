using SkiaSharp;

namespace Ipfl.Reporting;

/// <summary>A place for each participant on a circle, with room for its name outside.</summary>
internal sealed class GraphLayout
{
    public const int Width = 900;
    public const int Height = 960;
    private static readonly SKPoint Middle = new(450, 480);
    private readonly IReadOnlyList<ParticipantTotal> _people;
    private readonly double _most;

    public GraphLayout(IReadOnlyList<ParticipantTotal> people)
    {
        _people = people;
        _most = people.Max(p => p.Samples ?? 1);
        LargestRadius = (float)Math.Clamp(0.4 * 2 * Math.PI * Circle / people.Count, 5, 28);
    }

    /// <summary>Radius of the node that has most samples.</summary>
    public float LargestRadius { get; }

    private static float Circle => 305;

    /// <summary>Direction of a node from the middle, clockwise from the top.</summary>
    public double Angle(int i) => (2 * Math.PI * i / _people.Count) - (Math.PI / 2);

    public SKPoint Node(int i) => At(i, Circle);

    /// <summary>A point beyond a node, seen from the middle.</summary>
    public SKPoint At(int i, float distance) =>
        new(Middle.X + (distance * (float)Math.Cos(Angle(i))), Middle.Y + (distance * (float)Math.Sin(Angle(i))));

    /// <summary>Where the name of a node begins.</summary>
    public SKPoint Label(int i) => At(i, Circle + 8 + (Few ? Radius(i) : LargestRadius));

    /// <summary>Few enough that names stand level.</summary>
    public bool Few => _people.Count <= 16;

    /// <summary>Radius of a node: its area grows with its samples.</summary>
    public float Radius(int i) => RadiusOf(_people[i].Samples ?? 1);

    public float RadiusOf(long samples) => _most > 0 ? Math.Max(3, LargestRadius * (float)Math.Sqrt(samples / _most)) : LargestRadius;

    /// <summary>
    /// The bend of an edge: pulled towards the middle, the more the longer it is, and to one side, so that the two directions of a pair
    /// do not cover each other.
    /// </summary>
    public static SKPoint Bend(SKPoint from, SKPoint to)
    {
        var between = new SKPoint((from.X + to.X) / 2, (from.Y + to.Y) / 2);
        var pull = 0.4f * SKPoint.Distance(from, to) / (2 * Circle);
        return new SKPoint(
            between.X + (pull * (Middle.X - between.X)) - (0.1f * (to.Y - from.Y)),
            between.Y + (pull * (Middle.Y - between.Y)) + (0.1f * (to.X - from.X)));
    }
}
