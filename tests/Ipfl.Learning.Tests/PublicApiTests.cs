using PublicApiGenerator;

namespace Ipfl.Learning.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_face_is_the_approved_one() =>
        ApprovedApi.Verify(typeof(ITrainer).Assembly, typeof(ITrainer).Assembly.GeneratePublicApi());
}
