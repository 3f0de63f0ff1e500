using Ipfl.Service.Storage;

namespace Ipfl.Service.Dashboard.SignIn;

/// <summary>The dashboard's roles as claims say them.</summary>
internal static class Roles
{
    public const string Operator = "operator";
    public const string Auditor = "auditor";

    public static string Of(KeyRole role) => role == KeyRole.Operator ? Operator : Auditor;
}
