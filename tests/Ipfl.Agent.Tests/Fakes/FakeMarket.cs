using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Ipfl.Protocol.V1;

namespace Ipfl.Agent.Tests;

/// <summary>
/// A market of one real participant. A poll that knows everything moves it on, so that nobody waits. In odd rounds the participant buys, and
/// its centre is its upload plus 100.
/// </summary>
internal sealed class FakeMarket : IDisposable
{
    private const int Rounds = 4;
    private const long Price = 2_500_000;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _initial;
    private readonly Dictionary<int, FakeEntry> _entries = [];
    private long _revision = 1;

    public FakeMarket(string folder)
    {
        Terms = new Terms { Market = "toys", Lambda = 2, Eta = 5, Rounds = Rounds, MaxPieceBytes = 50, MaxUploadBytes = 10_000 };
        Terms.Tensors.Add(new TensorShape { Name = "w", Shape = { 2, 3 } });
        Terms.Tensors.Add(new TensorShape { Name = "b", Shape = { 3 } });
        var path = Path.Combine(folder, "fake-initial.safetensors");
        Layout.Write(path, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        _initial = File.ReadAllBytes(path);
        (Terms.InitialBytes, Terms.InitialDigest) = (_initial.Length, Digest(_initial));
        Scratch = Path.Combine(folder, "fake-centre.safetensors");
    }

    public Terms Terms { get; }

    public TensorLayout Layout => new(Terms.Tensors);

    public byte[] ServerKey => _key.ExportSubjectPublicKeyInfo();

    public int Round { get; private set; } = 1;

    public RoundPhase Phase { get; private set; } = RoundPhase.Collecting;

    public MarketPhase Market { get; private set; } = MarketPhase.Open;

    /// <summary>Whether the participant has left.</summary>
    public bool Left { get; private set; }

    /// <summary>Bytes that pieces brought, those sent twice counted twice.</summary>
    public long BytesTaken { get; private set; }

    /// <summary>Every digest that was ever announced.</summary>
    public List<(int Round, string Digest)> Announced { get; } = [];

    public ParticipantReport? Report { get; private set; }

    /// <summary>Shares of classes that came with the report.</summary>
    public IReadOnlyList<double> ClassShares { get; private set; } = [];

    /// <summary>What is said of each round's centre: every verdict that ever arrived.</summary>
    public List<ConfirmCentreRequest> Verdicts { get; } = [];

    /// <summary>What is announced besides the file.</summary>
    public UploadMetrics? Metrics { get; private set; }

    /// <summary>Called with every announcement.</summary>
    public Action<BeginUploadRequest>? OnAnnounced { get; set; }

    /// <summary>Thrown before (false) or after (true) a call had its effect.</summary>
    public Func<string, bool, RpcException?> Fault { get; set; } = (_, _) => null;

    private string Scratch { get; }

    private FakeEntry Current => _entries.TryGetValue(Round, out var entry) ? entry : _entries[Round] = new();

    public byte[] UploadOf(int round) => [.. _entries[round].Bytes];

    public IMessage Serve(string method, IMessage request)
    {
        if (Fault(method, false) is { } before) throw before;
        var answer = Answer(request);
        return Fault(method, true) is { } after ? throw after : answer;
    }

    public MarketCalls Calls(CallPatience? patience = null) => new(
        new Participant.ParticipantClient(new FakeInvoker(Serve)),
        patience ?? new(TimeSpan.FromSeconds(10), TimeSpan.Zero, TimeSpan.Zero, int.MaxValue),
        TimeProvider.System)
    { Server = "the fake" };

    /// <summary>Excludes the participant from the round, as the server does with bad uploads.</summary>
    public void Exclude(string reason)
    {
        (Current.State, Current.Reason) = (EntryState.Excluded, reason);
        MoveOn();
    }

    /// <summary>Ends uploads, whoever is in.</summary>
    public void PassDeadline()
    {
        if (Phase == RoundPhase.Collecting) MoveOn();
    }

    public void MoveOn()
    {
        _revision++;
        if (Phase == RoundPhase.Collecting)
        {
            Phase = RoundPhase.Delivering;
            if (Round % 2 == 1 && Current.State == EntryState.Accepted) Current.Buy(MakeCentre());
        }
        else if (Phase == RoundPhase.Delivering)
        {
            Phase = RoundPhase.Done;
            if (Current.Settlement == Settlement.Pending) Current.Settlement = Settlement.Voided;
            if (Round == Rounds) Market = MarketPhase.Closed;
        }
        else if (Market == MarketPhase.Open)
        {
            Round++;
            Phase = RoundPhase.Collecting;
        }
    }

    /// <summary>Goes back to an older copy of itself, which has not heard of anything since.</summary>
    public void RestoreTo(int round, RoundPhase phase = RoundPhase.Collecting)
    {
        _revision++;
        (Market, Round, Phase) = (MarketPhase.Open, round, phase);
        var first = phase == RoundPhase.Collecting ? round : round + 1;
        foreach (var forgotten in _entries.Keys.Where(number => number >= first).ToArray()) _entries.Remove(forgotten);
        if (phase == RoundPhase.Delivering && Current.Settlement is Settlement.Posted or Settlement.Voided) (Current.Settlement, Current.Verdict, Current.Trial) = (Settlement.Pending, CentreVerdict.Unspecified, null);
    }

    /// <summary>Is not opened yet.</summary>
    public void NotYetOpen() => (Market, Round, Phase) = (MarketPhase.Draft, 0, RoundPhase.Unspecified);

    /// <summary>Something happens that does not concern the participant.</summary>
    public void Stir() => _revision++;

    public void Dispose() => _key.Dispose();

    private IMessage Answer(IMessage request) => request switch
    {
        EnrolRequest => new EnrolReply { Market = "toys", Participant = "ann", Number = 3, ServerKey = ByteString.CopyFrom(ServerKey) },
        GetTermsRequest => Terms.Clone(),
        SendReportRequest report => Reported(report),
        GetRoundRequest poll => State(poll.KnownRevision),
        ReadModelRequest read => Piece(_initial, read.Offset),
        BeginUploadRequest begin => Begin(begin),
        PutPieceRequest piece => Put(piece),
        GetResultRequest result => ResultOf(result.Round),
        ReadCentreRequest read => Piece(EntryOf(read.Round).Centre, read.Offset),
        ConfirmCentreRequest confirm => Confirm(confirm),
        GetReceiptRequest receipt => Receipt(receipt.Round),
        GetBalanceRequest => new Balance { Participant = "ann", AvailableMicros = 7_000_000, ReservedMicros = 1 },
        LeaveRequest => Leave(),
        _ => throw new NotSupportedException(request.Descriptor.Name),
    };

    private SendReportReply Reported(SendReportRequest request)
    {
        (Report, ClassShares) = (request.Report, request.ClassShares);
        return new() { EffectiveRound = Round + 1 };
    }

    private LeaveReply Leave()
    {
        Left = true;
        return new() { AfterRound = Round };
    }

    private RoundState State(long known)
    {
        if (known == _revision) MoveOn();
        return new() { Revision = _revision, Market = Market, Round = Round, Phase = Phase, Entry = Round == 0 ? EntryState.Unspecified : Current.State, Reason = Current.Reason, Rounds = Rounds };
    }

    private UploadState Begin(BeginUploadRequest begin)
    {
        RequireOpen(begin.Round);
        Announced.Add((begin.Round, begin.Digest));
        OnAnnounced?.Invoke(begin);
        Metrics = begin.Metrics;
        if (Current.Digest != begin.Digest) (Current.Digest, Current.Total, Current.Bytes) = (begin.Digest, begin.Bytes, []);
        if (Current.State == EntryState.Expected) Current.State = EntryState.Receiving;
        return Uploaded();
    }

    private UploadState Put(PutPieceRequest piece)
    {
        RequireOpen(piece.Round);
        if (Current.State == EntryState.Expected) throw new RpcException(new Status(StatusCode.FailedPrecondition, "not announced"));
        Assert.Equal(Current.Digest, piece.Digest);

        // A piece whose answer was lost comes again.
        if (piece.Offset < Current.Bytes.Count) return Uploaded();
        Assert.Equal(Current.Bytes.Count, piece.Offset);
        Assert.InRange(piece.Data.Length, 1, Terms.MaxPieceBytes);
        BytesTaken += piece.Data.Length;
        Current.Bytes.AddRange(piece.Data);
        if (Current.Bytes.Count == Current.Total) Accept();
        return Uploaded();
    }

    private void Accept()
    {
        Assert.Equal(Current.Digest, Digest([.. Current.Bytes]));
        Current.State = EntryState.Accepted;
        _revision++;
    }

    private FakeEntry EntryOf(int round) =>
        _entries.TryGetValue(round, out var entry) ? entry : throw new RpcException(new Status(StatusCode.NotFound, $"there is no round {round}"));

    private void RequireOpen(int round)
    {
        if (round > Round) throw new RpcException(new Status(StatusCode.NotFound, $"there is no round {round}"));
        if (round == Round && Phase == RoundPhase.Collecting && Current.State != EntryState.Excluded) return;
        throw new RpcException(new Status(StatusCode.FailedPrecondition, Current.Reason.Length > 0 ? Current.Reason : $"round {round} takes no more uploads"));
    }

    private UploadState Uploaded() => new() { Received = Current.Bytes.Count, Accepted = Current.State == EntryState.Accepted };

    private byte[] MakeCentre()
    {
        File.WriteAllBytes(Scratch, [.. Current.Bytes]);
        var model = Layout.Read(Scratch);
        Layout.Write(Scratch, [.. model.Select(number => number + 100)]);
        return File.ReadAllBytes(Scratch);
    }

    private static ModelPiece Piece(byte[] file, long offset) =>
        new() { TotalBytes = file.Length, Data = ByteString.CopyFrom(file.AsSpan((int)offset, (int)Math.Min(70, file.Length - offset))) };

    private Result ResultOf(int round)
    {
        if (round == Round && Phase == RoundPhase.Collecting) throw new RpcException(new Status(StatusCode.FailedPrecondition, "not settled"));
        var entry = EntryOf(round);
        var result = new Result { Round = round, Entry = entry.State, Reason = entry.Reason, Settlement = entry.Settlement, CentreBytes = entry.Centre.Length };
        if (entry.Settlement == Settlement.Unspecified) return result;
        (result.Verdict, result.Trial) = (entry.Verdict, entry.Trial);
        (result.CentreDigest, result.OwnWeight) = (Digest(entry.Centre), 0.75);
        result.Bought.Add(new Trade { Counterpart = "bob", Micros = Price });
        if (entry.Verdict != CentreVerdict.Rejected) (result.Gain, result.Paid, result.Utility) = (6, 2.5, 3.5);
        if (entry is { Trial: { } trial, Settlement: Settlement.Posted }) result.RealisedGain = 10 * (trial.OwnLoss - trial.CentreLoss);
        return result;
    }

    private Result Confirm(ConfirmCentreRequest confirm)
    {
        var entry = EntryOf(confirm.Round);
        var verdict = confirm.Verdict == CentreVerdict.Unspecified ? CentreVerdict.Used : confirm.Verdict;
        if (entry.Settlement == Settlement.Voided && entry.Verdict != verdict) throw new RpcException(new Status(StatusCode.FailedPrecondition, "too late"));
        Assert.True(entry.Verdict is CentreVerdict.Unspecified || entry.Verdict == verdict, "another verdict");
        Verdicts.Add(confirm);
        Assert.Equal(Digest(entry.Centre), confirm.Digest);
        (entry.Verdict, entry.Trial) = (verdict, confirm.Trial);
        entry.Settlement = verdict == CentreVerdict.Rejected ? Settlement.Voided : Settlement.Posted;
        return ResultOf(confirm.Round);
    }

    private SignedReceipt Receipt(int round)
    {
        var entry = EntryOf(round);
        var receipt = new Receipt { Market = "toys", Round = round, Participant = "ann", UploadDigest = entry.Digest, Settlement = entry.Settlement };
        if (entry.Settlement != Settlement.Unspecified) receipt.CentreDigest = Digest(entry.Centre);
        (receipt.Verdict, receipt.Trial) = (entry.Verdict, entry.Trial);
        var bytes = receipt.ToByteArray();
        return new() { Receipt = ByteString.CopyFrom(bytes), Signature = ByteString.CopyFrom(_key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)) };
    }

    private static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
