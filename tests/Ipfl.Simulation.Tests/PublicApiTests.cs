using PublicApiGenerator;

namespace Ipfl.Simulation.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_face_is_the_approved_one() =>
        ApprovedApi.Verify(typeof(Experiment).Assembly, typeof(Experiment).Assembly.GeneratePublicApi());
}
