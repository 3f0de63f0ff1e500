using PublicApiGenerator;

namespace Ipfl.Protocol.Tests;

public sealed class PublicApiTests
{
    /// <summary>What protoc makes of the contract is pinned by the contract.</summary>
    private static readonly ApiGeneratorOptions WrittenByHand = new() { DenyNamespacePrefixes = ["System", "Microsoft", "Ipfl.Protocol.V1"] };

    [Fact]
    public void The_public_face_is_the_approved_one() =>
        ApprovedApi.Verify(typeof(SafetensorsFile).Assembly, typeof(SafetensorsFile).Assembly.GeneratePublicApi(WrittenByHand));
}
