using System.CommandLine;
using Ipfl.Market;
using Ipfl.Simulation;

namespace Ipfl.Cli.Commands;

/// <summary><c>--in FILE</c>, the market file.</summary>
internal sealed class MarketInput : Option<string>
{
    public MarketInput()
        : base("--in") => (Description, HelpName, Required) = ("Market file (JSON).", "FILE", true);

    /// <summary><c>--reference-gain K</c>.</summary>
    public Option<string?> ReferenceGain { get; } = new("--reference-gain") { Description = "K̃, in place of the file's: reference makes its prices by it.", HelpName = "K" };

    /// <summary><c>--exclusive-distance D</c>.</summary>
    public Option<string?> ExclusiveDistance { get; } = new("--exclusive-distance")
    {
        Description = "In place of the file's: of models closer than this a buyer imports one; 0 is off.",
        HelpName = "D",
    };

    /// <summary>The market of the file, under the terms that the options state.</summary>
    /// <exception cref="InvalidDataException">The file is no market, or not one that the mechanism can solve.</exception>
    public MarketRound Read(ParseResult parsed, Mechanism mechanism)
    {
        var reference = Options.Number(ReferenceGain, parsed, 0, 1e100);
        var exclusive = Options.Number(ExclusiveDistance, parsed, 0, 2);
        var file = parsed.GetRequiredValue(this);
        var round = MarketFile.Read(file).WithTerms(exclusiveDistance: exclusive, referenceGain: reference is { } gain ? GainScale.Of(gain) : null);
        try
        {
            mechanism.Check(round);
        }
        catch (ArgumentException refusal)
        {
            throw new InvalidDataException($"{file}: {refusal.Message}", refusal);
        }

        return round;
    }
}

/// <summary><c>--mechanism NAME</c>.</summary>
internal sealed class MechanismOption : Option<string>
{
    private static readonly string[] Names = [.. Mechanism.All.Select(mechanism => mechanism.Name)];

    public MechanismOption()
        : base("--mechanism")
    {
        Description = $"Mechanism: {string.Join(", ", Names)}.";
        HelpName = "NAME";
        DefaultValueFactory = _ => Mechanism.Vcg.Name;
    }

    public Mechanism Of(ParseResult parsed) => Named(parsed.GetValue(this)!);

    public static Mechanism Named(string name, string option = "--mechanism") => Mechanism.Find(name) ?? throw Unknown(name, option);

    private static InvalidDataException Unknown(string name, string option)
    {
        var hint = Spelling.Nearest(name, Names) is { } nearest ? $"; did you mean {nearest}?" : "";
        return new($"{option}: found '{name}'; allowed are {string.Join(", ", Names)}{hint}");
    }
}

/// <summary><c>--budget N</c>, what an exact solve may cost.</summary>
internal sealed class BudgetOption : Option<string?>
{
    public BudgetOption()
        : base("--budget") => (Description, HelpName) = ($"Nodes that exact solving may take for one buyer. Default: {SolveOptions.DefaultBudget}.", "n");

    public long? Of(ParseResult parsed) => parsed.GetValue(this) is { } word ? Options.Whole(Name, word, 1, long.MaxValue) : null;
}
