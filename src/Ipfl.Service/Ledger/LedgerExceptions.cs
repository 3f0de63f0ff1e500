namespace Ipfl.Service.Ledger;

/// <summary>A key was used before, for something else. The message says for what.</summary>
public sealed class LedgerConflictException(string message) : Exception(message);

/// <summary>A transaction would take an account below zero. The message says which, what it holds and what is asked of it.</summary>
public sealed class InsufficientFundsException(string message) : Exception(message);
