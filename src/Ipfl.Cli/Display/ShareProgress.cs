using Spectre.Console;

namespace Ipfl.Cli.Display;

/// <summary>Shows the share of a piece of work that is done: a bar on a terminal, elsewhere a line now and then.</summary>
internal static class ShareProgress
{
    public static T Show<T>(Terminal terminal, string name, Func<IProgress<double>?, T> work)
    {
        if (terminal.Quiet) return work(null);
        if (!terminal.Progress.Profile.Capabilities.Interactive) return work(new Lines(terminal, name));
        return terminal.Progress.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => work(new Bar(context.AddTask(Markup.Escape(name), maxValue: 1))));
    }

    /// <summary>A bar.</summary>
    internal sealed class Bar(ProgressTask bar) : IProgress<double>
    {
        public void Report(double value) => bar.Value = value;
    }

    /// <summary>A line every few seconds.</summary>
    internal sealed class Lines(Terminal terminal, string name) : IProgress<double>
    {
        private static readonly TimeSpan Apart = TimeSpan.FromSeconds(5);
        private long _last = terminal.Time.GetTimestamp();

        public void Report(double value)
        {
            if (terminal.Time.GetElapsedTime(_last) < Apart) return;
            _last = terminal.Time.GetTimestamp();
            terminal.Say($"{name}: {100 * value:F0} % done");
        }
    }
}
