using Ipfl.Learning;
using Ipfl.Protocol.V1;
using Ipfl.Service.Markets;

namespace Ipfl.Service.Dashboard.Deeds;

/// <summary>Gives a new market the model that everybody starts from.</summary>
internal static class InitialModel
{
    /// <summary>The longest file that a browser may send.</summary>
    public const long MostBytes = 1L << 30;

    /// <summary>Draws the built-in network that the terms name from their seed.</summary>
    /// <exception cref="RefusedException">The network does not take such input.</exception>
    public static async Task DrawAsync(IMarketDesk desk, Terms terms, CancellationToken cancellation)
    {
        var file = Path.GetTempFileName();
        try
        {
            await Task.Run(() => ModelFile.Draw(file, terms.Training.Model, terms.Training.InputShape, terms.Training.Classes, terms.Training.Seed), cancellation);
            await using var stream = File.OpenRead(file);
            await SendAsync(desk, terms.Market, stream, cancellation);
        }
        catch (ArgumentException unsuited)
        {
            throw new RefusedException(Refusal.Invalid, $"network {terms.Training.Model}: does not take input {string.Join("x", terms.Training.InputShape)} with {terms.Training.Classes} classes ({unsuited.Message.ReplaceLineEndings(" ")})");
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Sends a safetensors file piece by piece; an empty piece ends it.</summary>
    public static async Task SendAsync(IMarketDesk desk, string market, Stream file, CancellationToken cancellation)
    {
        var buffer = new byte[TermsCheck.PieceBytes];
        var offset = 0L;
        int read;
        while ((read = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation)) > 0)
        {
            await desk.PutInitialModelAsync(market, offset, buffer.AsMemory(0, read), cancellation);
            offset += read;
        }

        await desk.PutInitialModelAsync(market, offset, ReadOnlyMemory<byte>.Empty, cancellation);
    }
}
