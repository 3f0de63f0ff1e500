using Ipfl.Learning;

namespace Ipfl.Cli.Display;

/// <summary>Runs a pretraining and shows how far it is: a bar on a terminal, and the mean loss of each tenth of the way.</summary>
internal static class PretrainingDisplay
{
    private const int Lines = 10;

    public static void Run(Terminal terminal, LlamaPretraining pretraining, PretrainingOptions options, CancellationToken cancellation)
    {
        var from = pretraining.Step > 0 ? $", going on after step {pretraining.Step}" : "";
        terminal.Say($"{pretraining.Size:N0} parameters, {options.Steps} steps of {options.BatchSize} × {options.Context} tokens{from}");
        var (apart, sum, count) = (Math.Max(1, options.Steps / Lines), 0.0, 0);

        // The lines of losses say how far it is; a bar beside them serves those who watch.
        if (terminal.Progress.Profile.Capabilities.Interactive) ShareProgress.Show(terminal, "pretraining", Train);
        else Train(null);

        bool Train(IProgress<double>? progress)
        {
            pretraining.Run((step, loss) =>
            {
                progress?.Report((double)step / options.Steps);
                (sum, count) = (sum + loss, count + 1);
                if (step % apart != 0 && step != options.Steps) return;
                terminal.Say($"step {step}/{options.Steps}  loss {sum / count:F3}");
                (sum, count) = (0, 0);
            }, cancellation);
            return true;
        }
    }
}
