using Ipfl.Protocol;
using Ipfl.Protocol.Ledger;

namespace Ipfl.Service.Ledger;

/// <summary>A key was used before, for something else. The message says for what.</summary>
public sealed class LedgerConflictException(string message) : Exception(message);

/// <summary>A transaction would take an account below zero. The message says which, what it holds and what is asked of it.</summary>
/// <param name="account">The account.</param>
/// <param name="available">What it holds.</param>
/// <param name="needed">What is asked of it.</param>
public sealed class InsufficientFundsException(AccountName account, MicroUnits available, MicroUnits needed)
    : Exception($"{account} has {available}; {needed} are needed")
{
    /// <summary>What the account holds.</summary>
    public MicroUnits Available { get; } = available;

    /// <summary>What is asked of it.</summary>
    public MicroUnits Needed { get; } = needed;
}
