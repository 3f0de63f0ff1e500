using PublicApiGenerator;

namespace Ipfl.Reporting.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_face_is_the_approved_one() =>
        ApprovedApi.Verify(typeof(Report).Assembly, typeof(Report).Assembly.GeneratePublicApi());
}
