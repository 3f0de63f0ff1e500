using System.Globalization;

namespace Ipfl.Learning;

/// <summary>A number of an algorithm that configurations set as <c>ALGORITHM.NAME</c>.</summary>
/// <param name="Name">Its name in the algorithm's table.</param>
/// <param name="Default">Its value unless somebody says otherwise.</param>
/// <param name="Minimum">The least value allowed.</param>
/// <param name="Maximum">The largest value allowed.</param>
public sealed record AlgorithmParameter(string Name, double Default, double Minimum, double Maximum)
{
    /// <summary>An upper bound far beyond use, under which losses and sums stay finite.</summary>
    private const double Bound = 1e15;

    /// <summary>Whether it counts something: whole numbers only.</summary>
    public bool Whole { get; init; }

    /// <summary>The allowed values in words.</summary>
    public string Allowed => string.Create(
        CultureInfo.InvariantCulture, $"a {(Whole ? "whole " : "")}number from {Minimum:0.######} to {(Maximum == Bound ? "1e15" : $"{Maximum:0}")}");

    /// <summary>A parameter with values from 0 to a bound far beyond use.</summary>
    public static AlgorithmParameter Amount(string name, double standard) => new(name, standard, 0, Bound);

    /// <summary>The value, if it is allowed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public double Check(double value) => Accepts(value)
        ? value
        : throw new ArgumentOutOfRangeException(Name, value, $"{Name} must be {Allowed}");

    /// <summary>Whether a value is allowed.</summary>
    public bool Accepts(double value) => value >= Minimum && value <= Maximum && (!Whole || double.IsInteger(value));
}
