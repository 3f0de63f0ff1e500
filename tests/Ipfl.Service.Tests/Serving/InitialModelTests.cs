using Google.Protobuf;
using Grpc.Core;

namespace Ipfl.Service.Tests.Serving;

/// <summary>How a market gets its initial model.</summary>
public sealed class InitialModelTests
{
    [Fact]
    public async Task A_file_that_was_broken_off_can_be_followed_by_another_one()
    {
        await using var server = await TestServer.StartAsync();
        var calls = server.Operator.Operator;
        await calls.CreateMarketAsync(new() { Terms = TestServer.Terms() });
        await calls.PutInitialModelAsync(new() { Market = "test", Data = ByteString.CopyFrom(TestModel.Bytes(1), 0, 100) });
        var other = TestModel.Bytes(2);
        await calls.PutInitialModelAsync(new() { Market = "test", Data = ByteString.CopyFrom(other, 0, 60) });
        await calls.PutInitialModelAsync(new() { Market = "test", Offset = 60, Data = ByteString.CopyFrom(other, 60, other.Length - 60) });
        await calls.PutInitialModelAsync(new() { Market = "test", Offset = other.Length });
        var state = await calls.GetMarketAsync(new() { Market = "test" });
        Assert.Equal(LightParticipant.Digest(other), state.Terms.InitialDigest);
        Assert.Equal(["a", "b"], state.Terms.Tensors.Select(tensor => tensor.Name));
    }

    [Fact]
    public async Task The_same_model_again_changes_nothing_and_another_one_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        var calls = server.Operator.Operator;
        await server.CreateMarketAsync();
        foreach (var other in new[] { TestModel.Bytes(1), TestModel.Bytes(0, size: 60) })
            Refused(await Assert.ThrowsAsync<RpcException>(async () => await calls.PutInitialModelAsync(new() { Market = market, Data = ByteString.CopyFrom(other) })));
        var there = TestModel.Bytes(0);
        await calls.PutInitialModelAsync(new() { Market = market, Data = ByteString.CopyFrom(there, 0, 100) });
        Refused(await Assert.ThrowsAsync<RpcException>(async () => await calls.PutInitialModelAsync(new() { Market = market, Offset = 100 })));
        Assert.Equal(LightParticipant.Digest(there), (await calls.GetMarketAsync(new() { Market = market })).Terms.InitialDigest);

        static void Refused(RpcException refused) =>
            Assert.Equal((StatusCode.FailedPrecondition, "market 'test' has another initial model already; choose another name"), (refused.StatusCode, refused.Status.Detail));
    }

    [Fact]
    public async Task What_is_no_model_is_refused_and_can_be_replaced()
    {
        await using var server = await TestServer.StartAsync();
        var calls = server.Operator.Operator;
        await calls.CreateMarketAsync(new() { Terms = TestServer.Terms() });
        await calls.PutInitialModelAsync(new() { Market = "test", Data = ByteString.CopyFromUtf8("this is no model at all") });
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await calls.PutInitialModelAsync(new() { Market = "test", Offset = 23 }));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.StartsWith("initial model: the file", refused.Status.Detail);
        Assert.DoesNotContain('\n', refused.Status.Detail);
        Assert.Equal(StatusCode.FailedPrecondition, (await Assert.ThrowsAsync<RpcException>(async () => await calls.OpenMarketAsync(new() { Market = "test" }))).StatusCode);
        var model = TestModel.Bytes(2);
        await calls.PutInitialModelAsync(new() { Market = "test", Data = ByteString.CopyFrom(model) });
        Assert.True((await calls.PutInitialModelAsync(new() { Market = "test", Offset = model.Length })).Accepted);
    }
}
