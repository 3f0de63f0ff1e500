using System.Text.RegularExpressions;
using Google.Protobuf.Collections;
using Ipfl.Learning;
using Ipfl.Market;
using Ipfl.Protocol;
using Ipfl.Protocol.V1;

namespace Ipfl.Service.Markets;

/// <summary>What a market's terms must be. The first thing that is wrong is refused in one line.</summary>
public static partial class TermsCheck
{
    /// <summary>The largest piece of a model that a call may carry, in bytes: small enough for a thousand of them to be on their way at once.</summary>
    public const int PieceBytes = 1 << 18;

    /// <summary>What an upload may be longer than the initial model's file, for metadata of its own.</summary>
    public const int SpareBytes = 1 << 16;

    /// <summary>Whether a text is a name of a market or a participant: 1 to 40 lower-case letters, digits and hyphens, not at an end.</summary>
    public static bool IsName(string? text) => text is not null && Name().IsMatch(text);

    /// <summary>Checks the terms that an operator chose.</summary>
    /// <exception cref="RefusedException">Something is out of its range.</exception>
    public static void Check(Terms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        Require(IsName(terms.Market), "name", terms.Market, "1 to 40 lower-case letters, digits and hyphens");
        Require(terms.Currency.Length is >= 1 and <= 12 && terms.Currency.All(char.IsAsciiLetterOrDigit), "currency", terms.Currency, "1 to 12 letters or digits");
        Require(Mechanism.Find(terms.Mechanism) is not null, "mechanism", terms.Mechanism, string.Join(", ", Mechanism.All.Select(mechanism => mechanism.Name)));
        Require(terms.Lambda is >= 0 and <= 1e12, "lambda", terms.Lambda, "a number from 0 to 1e12");
        Require(terms.Eta is > 0 and <= 1e12, "eta", terms.Eta, "a number above 0, up to 1e12");
        Require(terms.MaxDistance is >= 0 and <= 2, "max distance", terms.MaxDistance, "a number from 0 to 2");
        Require(terms.Rounds is >= 1 and <= 100_000, "rounds", terms.Rounds, "1 to 100000");
        Require(terms.UploadSeconds is >= 1 and <= 30 * 86_400, "upload seconds", terms.UploadSeconds, "1 to 2592000 (30 days)");
        Require(terms.DeliverySeconds is >= 1 and <= 30 * 86_400, "delivery seconds", terms.DeliverySeconds, "1 to 2592000 (30 days)");
        Require(terms.Quorum is >= 2 and <= 100_000, "quorum", terms.Quorum, "2 to 100000");
        CheckTraining(terms.Training ?? throw new RefusedException(Refusal.Invalid, "training: found nothing; the terms must say how participants train"));
        WorthTerms.Check(terms);
    }

    private static void CheckTraining(TrainingTerms training)
    {
        Require(training.Model.Length <= 64, "model", training.Model, "at most 64 characters");
        Require(training.InputShape.Count is 0 or 3 && training.InputShape.All(side => side is >= 1 and <= 4096), "input shape", string.Join("x", training.InputShape), "channels, height and width, each 1 to 4096");
        Require(training.Classes is >= 0 and <= 256, "classes", training.Classes, "0 to 256");
        Require(training.Steps is >= 1 and <= 1_000_000, "steps", training.Steps, "1 to 1000000");
        Require(training.BatchSize is >= 1 and <= 65_536, "batch size", training.BatchSize, "1 to 65536");
        Require(training.LearningRate is > 0 and <= 1e3, "learning rate", training.LearningRate, "a number above 0, up to 1000");
        Require(training.Momentum is >= 0 and < 1, "momentum", training.Momentum, "a number from 0 to below 1");
        Require(training.WeightDecay is >= 0 and <= 1e3, "weight decay", training.WeightDecay, "a number from 0 to 1000");
        var isAdapter = training.Model == AdapterArchitecture.NetworkName;
        Require(isAdapter == training.Adapter is not null, "adapter", training.Adapter is null ? "nothing" : "something", isAdapter ? "rank, alpha, dropout and targets with the model 'lora'" : "nothing without the model 'lora'");
        if (training.Adapter is not null) CheckAdapter(training.Adapter);
    }

    private static void CheckAdapter(AdapterTerms adapter)
    {
        Require(adapter.Rank is >= 1 and <= 65_536, "rank", adapter.Rank, "1 to 65536");
        Require(adapter.Alpha is > 0 and <= 1e6, "alpha", adapter.Alpha, "a number above 0, up to 1000000");
        Require(adapter.Dropout is >= 0 and < 1, "dropout", adapter.Dropout, "a number from 0 to below 1");
        Require(AreTargets(adapter.Targets), "targets", ForeignText.OneLine(string.Join(",", adapter.Targets)), $"different ones of {string.Join(", ", LoraOptions.Projections)}");
        Require(adapter.FinalLearningRate is >= 0 and <= 1e3, "final learning rate", adapter.FinalLearningRate, "a number from 0 to 1000");
        Require(adapter.BaseModel.Length <= 200 && !adapter.BaseModel.Any(char.IsControl), "base model", ForeignText.OneLine(adapter.BaseModel), "a name of at most 200 characters in a line");
        Require(adapter.BaseDigest.Length == 0 || IsDigest(adapter.BaseDigest), "base digest", ForeignText.OneLine(adapter.BaseDigest), "nothing, or 64 lower-case hexadecimal digits");
    }

    private static bool AreTargets(RepeatedField<string> names) => names.Count > 0 && names.Distinct().Count() == names.Count && names.All(LoraOptions.Projections.Contains);

    internal static bool IsDigest(string text) => Digest().IsMatch(text);

    /// <summary>How long a token may be good.</summary>
    /// <exception cref="RefusedException">It is no such time.</exception>
    internal static void RequireValidity(int seconds)
    {
        if (seconds is < 60 or > 366 * 86_400) throw new RefusedException(Refusal.Invalid, $"valid seconds: found {seconds}; allowed: 60 to 31622400 (a year)");
    }

    internal static void Require(bool holds, string what, object found, string allowed)
    {
        if (!holds) throw new RefusedException(Refusal.Invalid, FormattableString.Invariant($"{what}: found '{found}'; allowed: {allowed}"));
    }

    [GeneratedRegex(@"^[0-9a-f]{64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Digest();

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
