using PublicApiGenerator;

namespace Ipfl.Protocol.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_face_is_the_approved_one() =>
        ApprovedApi.Verify(typeof(SafetensorsFile).Assembly, typeof(SafetensorsFile).Assembly.GeneratePublicApi());
}
