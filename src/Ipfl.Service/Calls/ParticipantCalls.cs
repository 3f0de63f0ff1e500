using Grpc.Core;
using Ipfl.Protocol.V1;
using Ipfl.Service.Markets;
using Ipfl.Service.Rounds;

namespace Ipfl.Service.Calls;

/// <summary>The calls of participants. Whom they concern is told by the key, never by the message.</summary>
internal sealed class ParticipantCalls(
    Enrolment enrolment, ParticipantDesk participants, UploadDesk uploads, ResultDesk results, ReceiptDesk receipts, Presence presence) : Participant.ParticipantBase
{
    public override Task<EnrolReply> Enrol(EnrolRequest request, ServerCallContext context) => enrolment.EnrolAsync(request, context.Verified(), context.CancellationToken);

    public override async Task<Terms> GetTerms(GetTermsRequest request, ServerCallContext context) => await participants.TermsAsync((await Who(context)).Market, context.CancellationToken);

    public override async Task<SendReportReply> SendReport(SendReportRequest request, ServerCallContext context) =>
        await participants.ReportAsync(await Who(context), request, context.CancellationToken);

    public override async Task<RoundState> GetRound(GetRoundRequest request, ServerCallContext context) => await participants.RoundAsync(await Who(context), request, context.CancellationToken);

    public override async Task<ModelPiece> ReadInitialModel(ReadModelRequest request, ServerCallContext context) =>
        await participants.ReadInitialAsync((await Who(context)).Market, request.Offset, context.CancellationToken);

    public override async Task<UploadState> BeginUpload(BeginUploadRequest request, ServerCallContext context)
    {
        var (market, number) = await Who(context);
        return await uploads.BeginAsync(market, number, request, context.CancellationToken);
    }

    public override async Task<UploadState> PutPiece(PutPieceRequest request, ServerCallContext context)
    {
        var (market, number) = await Who(context);
        return await uploads.PutAsync(market, number, request, context.CancellationToken);
    }

    public override async Task<Result> GetResult(GetResultRequest request, ServerCallContext context)
    {
        var (market, number) = await Who(context);
        return await results.ResultAsync(market, number, request.Round, context.CancellationToken);
    }

    public override async Task<ModelPiece> ReadCentre(ReadCentreRequest request, ServerCallContext context)
    {
        var (market, number) = await Who(context);
        return await results.ReadCentreAsync(market, number, request.Round, request.Offset, context.CancellationToken);
    }

    public override async Task<Result> ConfirmCentre(ConfirmCentreRequest request, ServerCallContext context)
    {
        var (market, number) = await Who(context);
        return await results.ConfirmAsync(market, number, request, context.CancellationToken);
    }

    public override async Task<SignedReceipt> GetReceipt(GetReceiptRequest request, ServerCallContext context)
    {
        var (market, number) = await Who(context);
        return await receipts.ReceiptAsync(market, number, request.Round, context.CancellationToken);
    }

    public override async Task<Balance> GetBalance(GetBalanceRequest request, ServerCallContext context) => await participants.BalanceAsync(await Who(context), context.CancellationToken);

    public override async Task<LeaveReply> Leave(LeaveRequest request, ServerCallContext context) => await participants.LeaveAsync(await Who(context), context.CancellationToken);

    private async Task<Place> Who(ServerCallContext context)
    {
        var caller = context.Caller();
        presence.Saw(caller.KeyId);
        return new(caller.Market!, await participants.NumberAsync(caller.KeyId, context.CancellationToken));
    }
}
