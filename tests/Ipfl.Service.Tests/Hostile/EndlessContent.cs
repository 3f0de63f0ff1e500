using System.Net;

namespace Ipfl.Service.Tests.Hostile;

/// <summary>A body of a few bytes that never ends.</summary>
internal sealed class EndlessContent : HttpContent
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the first bytes are sent.</summary>
    public Task Begun => _begun.Task;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(new byte[] { 0, 0, 0 });
        await stream.FlushAsync();
        _begun.TrySetResult();
        await _end.Task;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        _end.TrySetResult();
        base.Dispose(disposing);
    }
}
