namespace Ipfl.Cli;

/// <summary>Exit codes; docs/exit-codes.md explains each.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int BadInput = 2;
    public const int Interrupted = 130;
}
