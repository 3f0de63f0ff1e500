using Ipfl.Protocol.V1;
using Ipfl.Service.Markets;

namespace Ipfl.Service.Dashboard.Deeds;

/// <summary>What a market that somebody fills in says of the worth of models.</summary>
public sealed class WorthDraft
{
    /// <summary>The evidence.</summary>
    public string Evidence { get; set; } = WorthDefaults.Evidence;

    /// <summary>What a buyer gets.</summary>
    public string Import { get; set; } = WorthDefaults.Import;

    /// <summary>τ, with the import <c>mean</c>.</summary>
    public double Clip { get; set; } = WorthDefaults.Clip;

    /// <summary>ε.</summary>
    public double ExclusiveDistance { get; set; } = WorthDefaults.ExclusiveDistance;

    /// <summary>K̃, with the mechanism <c>reference</c>.</summary>
    public double ReferenceGain { get; set; }

    /// <summary>The most that a report may state as K.</summary>
    public double MaxGainScale { get; set; } = WorthTerms.MostGainScale;

    /// <summary>The share of its data that a buyer is asked to hold out.</summary>
    public double TrialShare { get; set; } = WorthDefaults.TrialShare;

    /// <summary>The labelled set's digest and length; null without one.</summary>
    public ProbeTerms? Probe { get; set; }

    /// <summary>Writes the draft into terms whose mechanism is chosen.</summary>
    public void Complete(Terms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        (terms.Evidence, terms.Import, terms.Probe) = (Evidence, Import, Probe);
        terms.Clip = terms.ImportsMean() ? Clip : 0;
        terms.ExclusiveDistance = WorthTerms.IsWalk(terms.Mechanism) ? 0 : ExclusiveDistance;
        terms.ReferenceGain = terms.Mechanism == WorthTerms.Reference ? ReferenceGain : 0;
        (terms.MaxGainScale, terms.TrialShare, terms.Fallback) = (MaxGainScale, TrialShare, WorthDefaults.FallbackOf(terms.Mechanism));
    }
}
