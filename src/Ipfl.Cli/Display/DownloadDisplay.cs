using Ipfl.Data;
using Spectre.Console;

namespace Ipfl.Cli.Display;

/// <summary>Shows downloads: a bar per file on a terminal, a line per tenth of a file elsewhere.</summary>
internal static class DownloadDisplay
{
    public static async Task<T> ShowAsync<T>(Terminal terminal, Func<IProgress<DownloadProgress>?, Task<T>> work)
    {
        if (terminal.Quiet) return await work(null);
        if (!terminal.Progress.Profile.Capabilities.Interactive) return await work(new Lines(terminal));
        return await terminal.Progress.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(context => work(new Bars(context)));
    }

    private sealed class Lines(Terminal terminal) : IProgress<DownloadProgress>
    {
        private (string File, long Tenth) _last;

        public void Report(DownloadProgress value)
        {
            var now = (value.File, 10 * value.Bytes / Math.Max(1, value.Total));
            if (now == _last) return;
            _last = now;
            terminal.Say($"{value.File}: {value.Bytes / 1e6:F1} of {value.Total / 1e6:F1} MB, {value.BytesPerSecond / 1e6:F1} MB/s");
        }
    }

    private sealed class Bars(ProgressContext context) : IProgress<DownloadProgress>
    {
        private readonly Dictionary<string, ProgressTask> _bars = [];

        public void Report(DownloadProgress value)
        {
            if (!_bars.TryGetValue(value.File, out var bar)) _bars[value.File] = bar = context.AddTask(Markup.Escape(value.File), maxValue: value.Total);
            bar.Value = value.Bytes;
        }
    }
}
