using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Ipfl.Service.Tests.Serving;

/// <summary>What is logged, line by line.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly Channel<string> _written = Channel.CreateUnbounded<string>();

    /// <summary>Waits until a line is written; what comes before it is left out.</summary>
    public async Task SawAsync(string line)
    {
        while (await _written.Reader.ReadAsync(TestContext.Current.CancellationToken) != line)
        {
        }
    }

    public ILogger<T> Of<T>() => new Logger<T>(_written);

    public ILogger CreateLogger(string categoryName) => new Logger<LogLines>(_written);

    public void Dispose()
    {
    }

    private sealed class Logger<T>(Channel<string> written) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            written.Writer.TryWrite(formatter(state, exception));
    }
}
