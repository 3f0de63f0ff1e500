namespace Ipfl.Data;

/// <summary>A download failed. The message is one line: the address, what happened, what to do.</summary>
public sealed class DownloadException(string message, Exception? inner = null) : IOException(message, inner);
