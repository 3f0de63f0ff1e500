namespace Ipfl.Agent;

/// <summary>A model that was, or may have been, released under noise.</summary>
/// <param name="Round">The round, from 1.</param>
/// <param name="Digest">SHA-256 of its file, hexadecimal: the same file again gives nothing more away.</param>
/// <param name="Clip">The clip.</param>
/// <param name="Noise">σ.</param>
public sealed record NoisyRelease(int Round, string Digest, double Clip, double Noise);

/// <summary>What releases have given away so far.</summary>
/// <param name="Releases">How many there were.</param>
/// <param name="Epsilon">ε.</param>
/// <param name="Delta">δ.</param>
public sealed record PrivacySpent(int Releases, double Epsilon, double Delta);

/// <summary>
/// All releases of a state folder. Each is written down before its first byte leaves, so that a crash can only count one too many. What is
/// protected is the whole local data set: exchanged for any other, it moves a clipped vector by no more than twice the clip.
/// </summary>
public sealed class ReleaseLog(AgentFolder folder)
{
    private const double Replacement = 2;

    /// <summary>Whether anything was released under noise.</summary>
    public bool IsEmpty => All().Length == 0;

    /// <summary>Counts a release; one that was counted is not counted again.</summary>
    internal void Count(NoisyRelease release)
    {
        var former = All();
        if (former.All(known => known.Digest != release.Digest)) StateJson.Write(folder.Releases, former.Append(release).ToArray());
    }

    /// <summary>What all releases give away together, for that δ.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public PrivacySpent Spent(double delta)
    {
        var releases = All();
        var rho = releases.Sum(release => GaussianAccount.Rho(Replacement * release.Clip, release.Noise * release.Clip));
        return new(releases.Length, GaussianAccount.Epsilon(rho, delta), delta);
    }

    private NoisyRelease[] All() => StateJson.Find<NoisyRelease[]>(folder.Releases) ?? [];
}
