using System.Security.Cryptography;
using Ipfl.Protocol.Signing;

namespace Ipfl.Agent;

/// <summary>The key pair that an agent signs with, on the curve P-256, in a PEM file that only its owner may read.</summary>
internal static class AgentKey
{
    private const string Remedy = "restore it from a copy, or enrol anew in another state folder";

    /// <summary>The key of the folder; made where there is none, so that an enrolment whose answer was lost is repeated with the same key.</summary>
    public static ECDsa FindOrMake(AgentFolder folder) => File.Exists(folder.Key) ? Read(folder) : PrivateKeyFile.FindOrMake(folder.Key);

    /// <summary>The key of the folder; the caller's.</summary>
    /// <exception cref="FileNotFoundException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">The file is no such key.</exception>
    public static ECDsa Read(AgentFolder folder) => File.Exists(folder.Key)
        ? PrivateKeyFile.Read(folder.Key, Remedy)
        : throw new FileNotFoundException($"{folder.Key}: the agent's key is missing; {Remedy}", folder.Key);
}
