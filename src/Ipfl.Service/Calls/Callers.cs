using Grpc.Core;
using Ipfl.Service.Markets;

namespace Ipfl.Service.Calls;

/// <summary>Who makes the call that is being answered.</summary>
internal static class Callers
{
    /// <summary>What the middleware found.</summary>
    public static VerifiedCall Verified(this ServerCallContext context) => context.GetHttpContext().Features.Get<VerifiedCall>()!;

    /// <summary>The caller.</summary>
    public static Caller Caller(this ServerCallContext context) => context.Verified().Caller!;

    /// <summary>The market that an auditor or operator may read.</summary>
    /// <exception cref="RefusedException">It is another auditor's.</exception>
    public static string Readable(this ServerCallContext context, string market)
    {
        var caller = context.Caller();
        return caller.Market is null || caller.Market == market ? market : throw new RefusedException(Refusal.NotAllowed, $"'{caller.Name}' may not read market '{market}'");
    }
}
