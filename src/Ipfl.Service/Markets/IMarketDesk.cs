using Ipfl.Protocol;
using Ipfl.Protocol.V1;

namespace Ipfl.Service.Markets;

/// <summary>
/// What an operator does, whether by a call or on the dashboard. Every deed can be repeated: it happens once. Refusals are
/// <see cref="RefusedException"/>s in one line.
/// </summary>
public interface IMarketDesk
{
    /// <summary>Creates a market; participants can enrol at once. The same terms again change nothing.</summary>
    /// <param name="terms">Its terms; those about the initial model are filled in when that arrives.</param>
    /// <param name="by">Who does it, for the audit log.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    Task CreateAsync(Terms terms, string by, CancellationToken cancellation);

    /// <summary>
    /// Takes a piece of the initial model's safetensors file; the model is checked when it is whole. From then on the same pieces change nothing,
    /// and others are refused.
    /// </summary>
    /// <returns>How many bytes have arrived.</returns>
    Task<long> PutInitialModelAsync(string market, long offset, ReadOnlyMemory<byte> data, CancellationToken cancellation);

    /// <summary>Takes a piece of the labelled set that the terms name, like one of the initial model.</summary>
    /// <returns>How many bytes have arrived.</returns>
    Task<long> PutProbeAsync(string market, long offset, ReadOnlyMemory<byte> data, CancellationToken cancellation);

    /// <summary>Opens the first round. An open market stays as it is.</summary>
    Task OpenAsync(string market, string by, CancellationToken cancellation);

    /// <summary>Ends the market after the round in progress.</summary>
    Task CloseAsync(string market, string by, CancellationToken cancellation);

    /// <summary>Makes an invitation and returns the token, which nobody can read again.</summary>
    Task<InviteReply> InviteAsync(InviteRequest request, string by, CancellationToken cancellation);

    /// <summary>Records money that came in from outside.</summary>
    Task DepositAsync(string market, string participant, MicroUnits amount, string key, string by, CancellationToken cancellation);

    /// <summary>Records money that went out, of what is available.</summary>
    Task PayOutAsync(string market, string participant, MicroUnits amount, string key, string by, CancellationToken cancellation);

    /// <summary>
    /// Takes a participant, also one that has left before, out of the market after the round in progress, or an auditor at once: its key is
    /// revoked, and tokens made out to its name are void.
    /// </summary>
    Task RemoveAsync(string market, string participant, string reason, string by, CancellationToken cancellation);
}
