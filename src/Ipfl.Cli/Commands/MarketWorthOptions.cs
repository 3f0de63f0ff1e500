using System.CommandLine;
using Ipfl.Learning;
using Ipfl.Protocol;
using Ipfl.Protocol.V1;
using Ipfl.Service.Markets;

namespace Ipfl.Cli.Commands;

/// <summary>What the terms of a market on a server say of the worth of models: evidence, import, exclusivity, bounds, the buyer's trial.</summary>
internal sealed class MarketWorthOptions
{
    private readonly Option<string?> _evidence = new("--evidence") { Description = $"What models are worth to a buyer: none (what sellers claim), cosine, probe. Default: probe with --probe, else {WorthDefaults.Evidence}.", HelpName = "E" };
    private readonly Option<string?> _probe = new("--probe") { Description = "Labelled set to judge models on, a safetensors file with 'inputs' and 'labels'.", HelpName = "FILE" };
    private readonly Option<string> _import = new("--import") { Description = "What buyers get: mean, the model to go on from; pull, what their training is drawn to.", HelpName = "I", DefaultValueFactory = _ => WorthDefaults.Import };
    private readonly Option<double?> _clip = new("--clip") { Description = $"With mean, an imported update counts at most at N times the length of the buyer's own. Default: {WorthDefaults.Clip}.", HelpName = "N" };
    private readonly Option<double?> _exclusive = new("--exclusive-distance") { Description = FormattableString.Invariant($"Models nearer than this are one model under several names; 0 is off. Default: {WorthDefaults.ExclusiveDistance}, 0 for marginal and critical."), HelpName = "D" };
    private readonly Option<double> _reference = new("--reference-gain") { Description = "The gain scale at which the mechanism reference makes its menus.", HelpName = "K", DefaultValueFactory = _ => 0 };
    private readonly Option<double> _gainScale = new("--max-gain-scale") { Description = "The most that a report may state as its gain scale; 0 is 1e12.", HelpName = "K", DefaultValueFactory = _ => 0 };
    private readonly Option<double> _trial = new("--trial-share") { Description = "Share of its data that a buyer is asked to hold out to judge centres on; 0 is no trial.", HelpName = "S", DefaultValueFactory = _ => WorthDefaults.TrialShare };
    private readonly Option<string?> _fallback = new("--fallback") { Description = "Mechanism for a round whose exact search runs out of its budget. Default: clock for vcg and reference.", HelpName = "M" };
    private readonly Option<double?> _margin = new("--evidence-margin") { Description = $"With probe: by how many standard errors a mixture must be better for a model to be for sale. Default: {MixtureEvidence.UsualMargin}.", HelpName = "N" };
    private readonly Option<long> _budget = new("--solve-budget") { Description = "Nodes of a buyer's exact search; 0 is the program's own bound.", HelpName = "N", DefaultValueFactory = _ => 0 };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _evidence, _probe, _import, _clip, _exclusive, _reference, _gainScale, _trial, _fallback, _budget, _margin }) command.Add(option);
    }

    /// <summary>The labelled set's file; null where none is given.</summary>
    public string? ProbeFile(ParseResult parsed) => parsed.GetValue(_probe);

    /// <summary>Completes terms whose mechanism is chosen.</summary>
    /// <exception cref="InvalidDataException">An option has no effect beside another.</exception>
    /// <exception cref="FileNotFoundException">There is no such labelled set.</exception>
    public void Complete(ParseResult parsed, Terms terms)
    {
        var probe = ProbeFile(parsed);
        terms.Evidence = parsed.GetValue(_evidence) ?? (probe is null ? WorthDefaults.Evidence : WorthTerms.Probe);
        terms.Import = parsed.GetValue(_import)!;
        terms.Clip = parsed.GetValue(_clip) ?? (terms.ImportsMean() ? WorthDefaults.Clip : 0);
        terms.ExclusiveDistance = parsed.GetValue(_exclusive) ?? WorthDefaults.ExclusiveDistanceOf(terms.Mechanism);
        terms.ReferenceGain = parsed.GetValue(_reference);
        terms.MaxGainScale = parsed.GetValue(_gainScale);
        terms.TrialShare = parsed.GetValue(_trial);
        terms.Fallback = parsed.GetValue(_fallback) ?? WorthDefaults.FallbackOf(terms.Mechanism);
        terms.SolveBudget = parsed.GetValue(_budget);
        terms.EvidenceMargin = parsed.GetValue(_margin) ?? (probe is null ? 0 : MixtureEvidence.UsualMargin);
        if (terms.Clip > 0 && !terms.ImportsMean()) throw new InvalidDataException(FormattableString.Invariant($"--clip: found {terms.Clip} with --import {terms.Import}; allowed with --import mean"));
        if ((terms.Evidence == WorthTerms.Probe) != probe is not null)
            throw new InvalidDataException(probe is null ? "--evidence: found probe without --probe FILE, the labelled set that models are judged on" : $"--probe: found {probe} with --evidence {terms.Evidence}; allowed with --evidence probe");
        if (probe is null) return;
        if (!File.Exists(probe)) throw new FileNotFoundException($"--probe: {probe}: no such file", probe);
        terms.Probe = new() { Digest = FileDigest.Of(probe), Bytes = FileSize.Of(probe) };
    }
}
