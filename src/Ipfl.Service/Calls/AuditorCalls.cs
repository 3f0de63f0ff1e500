using Grpc.Core;
using Ipfl.Protocol.V1;
using Ipfl.Service.Markets;

namespace Ipfl.Service.Calls;

/// <summary>The calls of auditors: accounts, no models.</summary>
internal sealed class AuditorCalls(MarketReading markets) : Auditor.AuditorBase
{
    public override Task<LedgerPage> ReadLedger(ReadLedgerRequest request, ServerCallContext context) =>
        markets.LedgerAsync(context.Readable(request.Market), request.AfterSequence, request.Limit, context.CancellationToken);

    public override Task<Balances> ReadBalances(MarketRequest request, ServerCallContext context) => markets.BalancesAsync(context.Readable(request.Market), context.CancellationToken);

    public override Task<Protocol.V1.Rounds> ReadRounds(MarketRequest request, ServerCallContext context) => markets.RoundsAsync(context.Readable(request.Market), context.CancellationToken);
}
