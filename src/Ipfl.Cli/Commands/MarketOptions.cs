using System.CommandLine;
using Ipfl.Market;
using Ipfl.Simulation;

namespace Ipfl.Cli.Commands;

/// <summary><c>--in FILE</c>, the market file.</summary>
internal sealed class MarketInput : Option<string>
{
    public MarketInput()
        : base("--in") => (Description, HelpName, Required) = ("Market file (JSON).", "FILE", true);

    public MarketRound Read(ParseResult parsed) => MarketFile.Read(parsed.GetRequiredValue(this));
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
