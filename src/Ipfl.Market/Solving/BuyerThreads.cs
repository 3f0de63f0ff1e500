using System.Runtime.ExceptionServices;

namespace Ipfl.Market.Solving;

/// <summary>A loop over buyers on several threads that fails as a loop on one thread does: with the exception that a rule threw.</summary>
internal static class BuyerThreads
{
    public static void Run(Action loop)
    {
        try
        {
            loop();
        }
        catch (AggregateException failures)
        {
            var first = failures.InnerExceptions.FirstOrDefault(failure => failure is not OperationCanceledException) ?? failures.InnerExceptions[0];
            ExceptionDispatchInfo.Throw(first);
        }
    }
}
