using PublicApiGenerator;

namespace Ipfl.Market.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_face_is_the_approved_one() =>
        ApprovedApi.Verify(typeof(Mechanism).Assembly, typeof(Mechanism).Assembly.GeneratePublicApi());
}
