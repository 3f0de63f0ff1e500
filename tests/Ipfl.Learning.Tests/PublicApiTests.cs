using PublicApiGenerator;

namespace Ipfl.Learning.Tests;

public sealed class PublicApiTests
{
    /// <summary>Which libtorch a build has is not its face.</summary>
    private static readonly ApiGeneratorOptions Options = new() { ExcludeAttributes = ["System.Reflection.AssemblyMetadataAttribute"] };

    [Fact]
    public void The_public_face_is_the_approved_one() =>
        ApprovedApi.Verify(typeof(ITrainer).Assembly, typeof(ITrainer).Assembly.GeneratePublicApi(Options));
}
