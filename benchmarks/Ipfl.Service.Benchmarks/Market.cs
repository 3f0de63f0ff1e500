using Google.Protobuf;
using Ipfl.Protocol.V1;

namespace Ipfl.Service.Benchmarks;

/// <summary>The market that is measured.</summary>
internal static class Market
{
    public const string Name = "load";

    private const int PieceBytes = 1 << 20;

    public static Terms Terms => new()
    {
        Market = Name,
        Currency = "credits",
        Mechanism = "vcg",
        Lambda = 0.001,
        Eta = 5,
        MaxDistance = 0.9,
        Rounds = 1,
        UploadSeconds = 3600,
        DeliverySeconds = 3600,
        Quorum = 2,
        Training = new() { Model = "", Steps = 1, BatchSize = 1, LearningRate = 0.1 },
    };

    public static async Task PutInitialAsync(Operator.OperatorClient operations, byte[] model)
    {
        for (var offset = 0; offset < model.Length; offset += PieceBytes)
            await operations.PutInitialModelAsync(new() { Market = Name, Offset = offset, Data = ByteString.CopyFrom(model, offset, Math.Min(PieceBytes, model.Length - offset)) });
        await operations.PutInitialModelAsync(new() { Market = Name, Offset = model.Length });
    }
}
