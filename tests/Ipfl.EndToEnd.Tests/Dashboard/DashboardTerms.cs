using Ipfl.Protocol.V1;

namespace Ipfl.EndToEnd.Tests.Dashboard;

internal static class DashboardTerms
{
    public static Terms Of(string market) => new()
    {
        Market = market,
        Currency = "credits",
        Mechanism = "vcg",
        Lambda = 100,
        Eta = 5,
        MaxDistance = 1,
        Rounds = 20,
        UploadSeconds = 3600,
        DeliverySeconds = 600,
        Quorum = 4,
        Training = new() { Model = "simple-cnn", InputShape = { 1, 28, 28 }, Classes = 10, Steps = 200, BatchSize = 64, LearningRate = 0.01, Momentum = 0.9, WeightDecay = 1e-5 },
    };
}
