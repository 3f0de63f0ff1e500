using Ipfl.Learning;
using Ipfl.Protocol.V1;

namespace Ipfl.Service.Markets;

/// <summary>The sizes of a language model, as somebody sends its <c>config.json</c>: what adapters take their shape from.</summary>
internal static class BaseModelSizes
{
    /// <summary>The longest such file.</summary>
    public const int MostBytes = 1 << 20;

    private const string Name = "config.json";
    private const long MostAdapterBytes = 1L << 30;

    /// <summary>The adapters that terms ask for, of a model of those sizes.</summary>
    /// <exception cref="RefusedException">The terms are no good, the file is none, or the two do not go together.</exception>
    public static async Task<AdapterArchitecture> AdaptersAsync(Stream sizes, Terms terms, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        TermsCheck.Check(terms);
        var adapter = terms.Training.Adapter;
        var adapters = new AdapterArchitecture(
            await ReadAsync(sizes, cancellation), new() { Rank = adapter.Rank, Alpha = adapter.Alpha, Dropout = adapter.Dropout, Targets = [.. adapter.Targets] });
        var bytes = (Int128)sizeof(float) * adapters.Size;
        return bytes <= MostAdapterBytes
            ? adapters
            : throw new RefusedException(Refusal.Invalid, $"rank: found adapters of {bytes} bytes for a model of those sizes; allowed: up to {MostAdapterBytes}; larger ones go by 'ipfl market create'");
    }

    private static async Task<LlamaConfig> ReadAsync(Stream sizes, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("ipfl-sizes-").FullName;
        try
        {
            await using (var file = File.Create(Path.Combine(folder, Name))) await sizes.CopyToAsync(file, cancellation);
            return LlamaModel.ReadConfig(folder);
        }
        catch (InvalidDataException wrong)
        {
            // Whoever sent the file knows its name, and need not know where it lay here.
            throw new RefusedException(Refusal.Invalid, wrong.Message.Replace(Path.Combine(folder, Name), Name, StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
