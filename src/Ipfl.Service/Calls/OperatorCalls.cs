using Grpc.Core;
using Ipfl.Protocol;
using Ipfl.Protocol.V1;
using Ipfl.Service.Markets;

namespace Ipfl.Service.Calls;

/// <summary>The calls of operators.</summary>
internal sealed class OperatorCalls(IMarketDesk desk, KeyDesk keys, MarketReading markets) : Operator.OperatorBase
{
    public override async Task<MarketState> CreateMarket(CreateMarketRequest request, ServerCallContext context)
    {
        var terms = request.Terms ?? new();
        await desk.CreateAsync(terms, By(context), context.CancellationToken);
        return await markets.StateAsync(terms.Market, context.CancellationToken);
    }

    public override async Task<UploadState> PutInitialModel(PutInitialModelRequest request, ServerCallContext context)
    {
        var received = await desk.PutInitialModelAsync(request.Market, request.Offset, request.Data.Memory, context.CancellationToken);
        return new() { Received = received, Accepted = request.Data.IsEmpty };
    }

    public override async Task<UploadState> PutProbe(PutProbeRequest request, ServerCallContext context)
    {
        var received = await desk.PutProbeAsync(request.Market, request.Offset, request.Data.Memory, context.CancellationToken);
        return new() { Received = received, Accepted = request.Data.IsEmpty };
    }

    public override async Task<MarketState> OpenMarket(MarketRequest request, ServerCallContext context)
    {
        await desk.OpenAsync(request.Market, By(context), context.CancellationToken);
        return await markets.StateAsync(request.Market, context.CancellationToken);
    }

    public override async Task<MarketState> CloseMarket(MarketRequest request, ServerCallContext context)
    {
        await desk.CloseAsync(request.Market, By(context), context.CancellationToken);
        return await markets.StateAsync(request.Market, context.CancellationToken);
    }

    public override Task<MarketState> GetMarket(MarketRequest request, ServerCallContext context) => markets.StateAsync(request.Market, context.CancellationToken);

    public override Task<ListMarketsReply> ListMarkets(ListMarketsRequest request, ServerCallContext context) => markets.ListAsync(context.CancellationToken);

    public override Task<InviteReply> Invite(InviteRequest request, ServerCallContext context) => desk.InviteAsync(request, By(context), context.CancellationToken);

    public override async Task<Balance> Deposit(MoneyRequest request, ServerCallContext context)
    {
        await desk.DepositAsync(request.Market, request.Participant, new MicroUnits(request.Micros), request.Key, By(context), context.CancellationToken);
        return await markets.BalanceAsync(request.Market, request.Participant, context.CancellationToken);
    }

    public override async Task<Balance> PayOut(MoneyRequest request, ServerCallContext context)
    {
        await desk.PayOutAsync(request.Market, request.Participant, new MicroUnits(request.Micros), request.Key, By(context), context.CancellationToken);
        return await markets.BalanceAsync(request.Market, request.Participant, context.CancellationToken);
    }

    public override async Task<MarketState> RemoveParticipant(RemoveParticipantRequest request, ServerCallContext context)
    {
        await desk.RemoveAsync(request.Market, request.Participant, request.Reason, By(context), context.CancellationToken);
        return await markets.StateAsync(request.Market, context.CancellationToken);
    }

    public override Task<InviteReply> RenewKey(RenewKeyRequest request, ServerCallContext context) => keys.RenewAsync(request, By(context), context.CancellationToken);

    public override Task<Protocol.V1.Operators> ListOperators(ListOperatorsRequest request, ServerCallContext context) => OperatorsAsync(context);

    public override async Task<Protocol.V1.Operators> AddOperator(AddOperatorRequest request, ServerCallContext context)
    {
        await keys.AddOperatorAsync(request.Name, request.PublicKey.ToByteArray(), By(context), context.CancellationToken);
        return await OperatorsAsync(context);
    }

    public override async Task<Protocol.V1.Operators> RotateOperator(RotateOperatorRequest request, ServerCallContext context)
    {
        await keys.RotateOperatorAsync(context.Caller(), request.PublicKey.ToByteArray(), context.CancellationToken);
        return await OperatorsAsync(context);
    }

    public override async Task<Protocol.V1.Operators> RevokeOperator(RevokeOperatorRequest request, ServerCallContext context)
    {
        await keys.RevokeOperatorAsync(request.Name, By(context), context.CancellationToken);
        return await OperatorsAsync(context);
    }

    private async Task<Protocol.V1.Operators> OperatorsAsync(ServerCallContext context) => new()
    {
        Operators_ =
        {
            (await keys.OperatorsAsync(context.CancellationToken)).Select(row => new OperatorKey
            {
                Name = row.Name,
                KeyId = row.Id,
                CreatedUnixMs = row.CreatedAt.ToUnixTimeMilliseconds(),
                RevokedUnixMs = row.RevokedAt?.ToUnixTimeMilliseconds() ?? 0,
            }),
        },
    };

    private static string By(ServerCallContext context) => context.Caller().Name;
}
