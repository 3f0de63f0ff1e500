namespace Ipfl.Data;

/// <summary>Why a connection did not deliver, and whether another try may.</summary>
internal sealed record Fault(string What, bool Passing);

/// <summary>The bytes of a download that are there so far, in a file beside the final one.</summary>
internal sealed class PartFile
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);

    private readonly string _path;
    private readonly DataDownload _file;
    private readonly TimeProvider _time;
    private readonly IProgress<DownloadProgress>? _progress;

    public PartFile(string path, DataDownload file, TimeProvider time, IProgress<DownloadProgress>? progress)
    {
        (_path, _file, _time, _progress) = (path, file, time, progress);
        if (Length > file.Size) Delete();
    }

    /// <summary>How many bytes there are; 0 without a file.</summary>
    public long Length => File.Exists(_path) ? FileSize.Of(_path) : 0;

    /// <summary>Starts again from nothing.</summary>
    public void Delete() => File.Delete(_path);

    /// <summary>Adds what a connection delivers; null when the file is then complete. What arrived stays, whatever happens.</summary>
    public async Task<Fault?> AppendAsync(Stream content, CancellationToken cancellation)
    {
        Fault? fault;
        long length;
        using (var file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.None))
        {
            fault = await CopyAsync(content, file, cancellation).ConfigureAwait(false);
            file.Flush(flushToDisk: true);
            length = file.Length;
        }

        if (fault is not null || length == _file.Size) return fault;
        if (length < _file.Size) return new Fault($"the connection ended after {length} of {_file.Size} bytes", Passing: true);
        Delete();
        return new Fault($"the server delivers more than the expected {_file.Size} bytes", Passing: false);
    }

    /// <summary>Checks the digest and gives the file its final name; damaged bytes are deleted.</summary>
    public async Task CompleteAsync(string target, CancellationToken cancellation)
    {
        var found = await FileDigest.OfBytesAsync(_path, cancellation).ConfigureAwait(false);
        if (found != _file.Sha256)
        {
            Delete();
            throw new DownloadException(
                $"the download of {_file.Source} is damaged and was deleted: its SHA-256 is {found}, expected {_file.Sha256}; try again");
        }

        File.Move(_path, target, overwrite: true);
    }

    private async Task<Fault?> CopyAsync(Stream content, FileStream file, CancellationToken cancellation)
    {
        using var silence = new CancellationTokenSource(LongestSilence, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, silence.Token);
        var (buffer, from, started) = (new byte[1 << 17], file.Length, _time.GetTimestamp());
        while (file.Length <= _file.Size)
        {
            var (read, fault) = await ReadAsync(content, buffer, stop.Token, cancellation).ConfigureAwait(false);
            if (read == 0) return fault;
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            silence.CancelAfter(LongestSilence);
            Report(file.Length, from, started);
        }

        return null;
    }

    private static async Task<(int Read, Fault? Fault)> ReadAsync(
        Stream content, byte[] buffer, CancellationToken stop, CancellationToken cancellation)
    {
        try
        {
            return (await content.ReadAsync(buffer, stop).ConfigureAwait(false), null);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return (0, new Fault($"the connection was cut ({e.Message})", Passing: true));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (0, new Fault($"the server was silent for {LongestSilence.TotalSeconds} seconds", Passing: true));
        }
    }

    private void Report(long length, long from, long started)
    {
        var seconds = _time.GetElapsedTime(started).TotalSeconds;
        _progress?.Report(new(_file.Name, length, _file.Size, seconds > 0 ? (length - from) / seconds : 0));
    }
}
