using Ipfl.Data;

namespace Ipfl.Simulation;

/// <summary>
/// Who lies, rides free or attacks: one random order of the participants, from the seed alone, whose first are the attackers, the next the
/// free-riders, the next the liars, the next the adversaries unless a list names these. So nobody is two of these, and all algorithms of one
/// seed meet the same people.
/// </summary>
internal static class RoleDraw
{
    /// <summary>How many participants a share is: rounded to the nearest whole number, halves up.</summary>
    public static int Count(double share, int participants) => (int)Math.Round(share * participants, MidpointRounding.AwayFromZero);

    /// <summary>Everybody's role.</summary>
    public static Role[] Draw(BehaviourSettings settings, int participants, long seed)
    {
        var roles = new Role[participants];
        if (settings.Inclusive) roles[InclusiveMarket.Attacker] = Role.Attacker;
        foreach (var listed in settings.Adversary?.Listed ?? []) roles[listed] = Role.Adversary;
        var order = new RandomStream(seed, RandomPurpose.Roles).Permutation(participants);
        var free = new Queue<int>(order.Where(i => roles[i] == Role.Honest));
        Assign(Role.Attacker, settings.Attackers);
        Assign(Role.FreeRider, settings.FreeRiders);
        Assign(Role.Liar, settings.Liars);
        if (settings.Adversary is { Listed: null } drawn) Assign(Role.Adversary, drawn.Share);
        return roles;

        void Assign(Role role, double share)
        {
            for (var left = Count(share, participants); left > 0; left--) roles[free.Dequeue()] = role;
        }
    }
}
