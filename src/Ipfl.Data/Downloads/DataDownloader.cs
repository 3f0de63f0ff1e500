using System.Net;

namespace Ipfl.Data;

/// <summary>
/// Downloads files that appear whole and checked, or not at all: bytes go to <c>NAME.part</c>, which an interrupted download leaves
/// behind and the next one continues; size and SHA-256 are checked before it gets its final name.
/// </summary>
/// <param name="http">The client; its timeout bounds the wait for an answer's header.</param>
/// <param name="time">The clock for rates, waits between attempts and stalled connections.</param>
public sealed class DataDownloader(HttpClient http, TimeProvider time)
{
    /// <summary>How often a connection that fails or is cut is opened again, the first time included.</summary>
    public const int Attempts = 5;

    /// <summary>What the client goes through, for messages; null is nothing that is worth a word.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>Downloads one file to <paramref name="path"/>, replacing what is there.</summary>
    /// <param name="file">What to fetch.</param>
    /// <param name="path">Its final place; the folder must exist.</param>
    /// <param name="progress">Told after each block of bytes; may be null.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>; the part file stays for the next time.</param>
    /// <exception cref="DownloadException">The server does not deliver, or delivers something else than expected.</exception>
    public async Task DownloadAsync(
        DataDownload file, string path, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        path = OutputPath.Behind(path);
        var part = new PartFile(path + ".part", file, time, progress);
        for (var attempt = 1; part.Length < file.Size; attempt++)
        {
            if (await TryContinueAsync(file, part, cancellation).ConfigureAwait(false) is not { } fault) continue;
            if (!fault.Passing || attempt >= Attempts) throw Failure(file, path, fault);
            await Task.Delay(TimeSpan.FromSeconds(1 << (attempt - 1)), time, cancellation).ConfigureAwait(false);
        }

        await part.CompleteAsync(path, cancellation).ConfigureAwait(false);
    }

    /// <summary>One connection; null when it ended as it should.</summary>
    private async Task<Fault?> TryContinueAsync(DataDownload file, PartFile part, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, file.Source);
        if (part.Length > 0) request.Headers.Range = new(part.Length, null);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation)
                .ConfigureAwait(false);
            return await ReceiveAsync(response, file, part, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            return new Fault(e.Message, Passing: true);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Fault("no answer in time", Passing: true);
        }
    }

    private static async Task<Fault?> ReceiveAsync(
        HttpResponseMessage response, DataDownload file, PartFile part, CancellationToken cancellation)
    {
        if (response.StatusCode == HttpStatusCode.OK) part.Delete();
        else if (!Continues(response, file, part.Length)) return Refusal(response, part);
        using var content = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        return await part.AppendAsync(content, cancellation).ConfigureAwait(false);
    }

    private static bool Continues(HttpResponseMessage response, DataDownload file, long from) =>
        response is { StatusCode: HttpStatusCode.PartialContent, Content.Headers.ContentRange: { } range }
        && range.From == from && (range.Length ?? file.Size) == file.Size;

    private static Fault Refusal(HttpResponseMessage response, PartFile part)
    {
        if (response.StatusCode is HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            part.Delete();
            return new Fault("the server does not continue an interrupted download", Passing: true);
        }

        var passing = response.StatusCode
            is >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
        return new Fault($"the server answers {(int)response.StatusCode} {response.ReasonPhrase}", passing);
    }

    private DownloadException Failure(DataDownload file, string path, Fault fault) => new(
        $"cannot download {file.Source}{ProxyRoute.Said(Proxy, file.Source)}: {fault.What}; check the connection and try again, or place the file at {path} by hand");
}
