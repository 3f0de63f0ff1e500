using Ipfl.Learning;
using Ipfl.Protocol.V1;

namespace Ipfl.Service.Markets;

/// <summary>Takes a piece of an initial model's file; an empty one ends it.</summary>
public delegate Task PutPiece(long offset, ReadOnlyMemory<byte> data);

/// <summary>Gives a new market the model that everybody starts from.</summary>
public static class InitialModel
{
    /// <summary>Draws the built-in network that the terms name from their seed, and sends it.</summary>
    /// <exception cref="RefusedException">The network does not take such input.</exception>
    public static async Task DrawAsync(TrainingTerms training, PutPiece put, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(training);
        try
        {
            await DrawAsync(file => ModelFile.Draw(file, training.Model, training.InputShape, training.Classes, training.Seed), put, cancellation);
        }
        catch (ArgumentException unsuited)
        {
            throw new RefusedException(Refusal.Invalid, $"network {training.Model}: does not take input {string.Join("x", training.InputShape)} with {training.Classes} classes ({unsuited.Message.ReplaceLineEndings(" ")})");
        }
    }

    /// <summary>Draws a network from a seed, and sends it.</summary>
    public static Task DrawAsync(ModelArchitecture network, long seed, PutPiece put, CancellationToken cancellation) =>
        DrawAsync(file => ModelFile.Draw(file, network, seed), put, cancellation);

    /// <summary>Sends a safetensors file piece by piece.</summary>
    public static async Task SendAsync(Stream file, PutPiece put, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(put);
        var buffer = new byte[TermsCheck.PieceBytes];
        var offset = 0L;
        int read;
        while ((read = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation)) > 0)
        {
            await put(offset, buffer.AsMemory(0, read));
            offset += read;
        }

        await put(offset, ReadOnlyMemory<byte>.Empty);
    }

    private static async Task DrawAsync(Action<string> draw, PutPiece put, CancellationToken cancellation)
    {
        var file = Path.GetTempFileName();
        try
        {
            await Task.Run(() => draw(file), cancellation);
            await using var stream = File.OpenRead(file);
            await SendAsync(stream, put, cancellation);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
