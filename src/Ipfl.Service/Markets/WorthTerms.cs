using Ipfl.Learning;
using Ipfl.Market;
using Ipfl.Protocol.V1;

namespace Ipfl.Service.Markets;

/// <summary>
/// What terms say of the worth of models: evidence, import, exclusivity, bounds, the buyer's trial. Markets of earlier releases say nothing
/// of all that, and go on as they were made.
/// </summary>
public static class WorthTerms
{
    /// <summary>Models count as many samples as their owners report.</summary>
    public const string NoEvidence = "none";

    /// <summary>Evidence from the angle between two updates.</summary>
    public const string Cosine = "cosine";

    /// <summary>Evidence from the operator's labelled set.</summary>
    public const string Probe = "probe";

    /// <summary>A centre is the model to go on from.</summary>
    public const string Mean = "mean";

    /// <summary>A centre is what the next training is drawn to.</summary>
    public const string Pull = "pull";

    /// <summary>The mechanism whose menus are made at a gain scale that the terms state.</summary>
    public const string Reference = "reference";

    /// <summary>The most that K may be in any market.</summary>
    public const double MostGainScale = 1e12;

    /// <summary>The largest labelled set, in bytes.</summary>
    public const long MostProbeBytes = 1L << 28;

    private static readonly string[] Walks = [Mechanism.Marginal.Name, Mechanism.Critical.Name];

    /// <summary>Whether terms speak of evidence at all, as those of this release do; of others the rules are those of before.</summary>
    public static bool SayEvidence(this Terms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return terms.Evidence.Length > 0;
    }

    /// <summary>Whether a centre is the model to go on from.</summary>
    public static bool ImportsMean(this Terms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return terms.Import == Mean;
    }

    /// <summary>The most that a report may state as K.</summary>
    public static double GainScaleBound(this Terms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return terms.MaxGainScale > 0 ? terms.MaxGainScale : MostGainScale;
    }

    /// <summary>The built-in network that the models of a market with a probe are.</summary>
    /// <exception cref="ArgumentException">There is no such network, or it does not take such input.</exception>
    public static ModelArchitecture Network(this TrainingTerms training)
    {
        ArgumentNullException.ThrowIfNull(training);
        return training.InputShape is [var channels, var height, var width]
            ? ModelArchitectures.Create(training.Model, channels, height, width, training.Classes)
            : throw new ArgumentException("an input has channels, height and width", nameof(training));
    }

    /// <summary>Whether a mechanism walks in one order and can neither hold names apart nor bear a giant report.</summary>
    public static bool IsWalk(string mechanism) => Walks.Contains(mechanism);

    internal static void Check(Terms terms)
    {
        TermsCheck.Require(terms.Evidence is "" or NoEvidence or Cosine or Probe, "evidence", terms.Evidence, "none, cosine, probe");
        TermsCheck.Require(terms.Import is "" or Mean or Pull, "import", terms.Import, "mean, pull");
        TermsCheck.Require(terms.ExclusiveDistance is >= 0 and <= 2, "exclusive distance", terms.ExclusiveDistance, "a number from 0 to 2");
        TermsCheck.Require(
            terms.ExclusiveDistance == 0 || !IsWalk(terms.Mechanism), "exclusive distance", terms.ExclusiveDistance, $"0 with the mechanism {terms.Mechanism}, which cannot tell names apart");
        TermsCheck.Require(terms.ReferenceGain is >= 0 and <= MostGainScale, "reference gain", terms.ReferenceGain, "a number from 0 to 1e12");
        TermsCheck.Require(
            terms.ReferenceGain > 0 == (terms.Mechanism == Reference), "reference gain", terms.ReferenceGain, "a number above 0 with the mechanism reference, 0 with others");
        TermsCheck.Require(terms.Clip is >= 0 and <= 1e6 && (terms.Clip > 0 || !terms.ImportsMean()), "clip", terms.Clip, "a number above 0, up to 1e6; 0 without the import mean");
        TermsCheck.Require(terms.MaxGainScale is >= 0 and <= MostGainScale, "max gain scale", terms.MaxGainScale, "a number from 0 to 1e12; 0 is 1e12");
        TermsCheck.Require(terms.TrialShare is >= 0 and <= 0.5, "trial share", terms.TrialShare, "a number from 0 to 0.5");
        TermsCheck.Require(terms.Fallback.Length == 0 || Mechanism.Find(terms.Fallback) is not null, "fallback", terms.Fallback, "a mechanism, or nothing");
        TermsCheck.Require(terms.SolveBudget is >= 0 and <= 1L << 40, "solve budget", terms.SolveBudget, "0 to 2^40 nodes");
        TermsCheck.Require(terms.EvidenceMargin is >= 0 and <= 1000 && (terms.EvidenceMargin == 0 || terms.Evidence == Probe), "evidence margin", terms.EvidenceMargin, "a number from 0 to 1000; 0 without the evidence probe");
        CheckProbe(terms);
    }

    private static void CheckProbe(Terms terms)
    {
        TermsCheck.Require(
            (terms.Evidence == Probe) == terms.Probe is not null, "probe", terms.Probe is null ? "nothing" : "something", terms.Evidence == Probe ? "a labelled set" : "nothing without the evidence probe");
        if (terms.Probe is null) return;
        TermsCheck.Require(TermsCheck.IsDigest(terms.Probe.Digest), "probe's digest", Ipfl.Protocol.ForeignText.OneLine(terms.Probe.Digest), "64 lower-case hexadecimal digits");
        TermsCheck.Require(terms.Probe.Bytes is >= 1 and <= MostProbeBytes, "probe", $"{terms.Probe.Bytes} bytes", $"1 to {MostProbeBytes} bytes");
        TermsCheck.Require(
            ModelArchitectures.Names.Contains(terms.Training.Model), "probe", $"the network '{terms.Training.Model}'", $"a network that the server can run: {string.Join(", ", ModelArchitectures.Names)}");
        try
        {
            terms.Training.Network();
        }
        catch (ArgumentException unsuited)
        {
            throw new RefusedException(Refusal.Invalid, $"network {terms.Training.Model}: does not take input {string.Join("x", terms.Training.InputShape)} with {terms.Training.Classes} classes ({unsuited.Message.ReplaceLineEndings(" ")})");
        }
    }
}
