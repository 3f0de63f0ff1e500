namespace Ipfl.Simulation.Tests.Configuration;

/// <summary>Short ways to say what somebody configured.</summary>
internal static class Given
{
    public static ExperimentConfig Config(params IEnumerable<(string Path, object Value)> values) =>
        ExperimentConfig.Resolve([.. values.Select(v => new ConfigValue(v.Path, v.Value, "here"))]);

    /// <summary>The one line that a configuration is refused with.</summary>
    public static string Refusal(params IEnumerable<(string Path, object Value)> values) => Message.Of(() => Config(values));

    /// <summary>The configuration that a TOML text gives, by way of a file.</summary>
    public static ExperimentConfig Toml(string text)
    {
        using var folder = new TemporaryFolder();
        return ExperimentConfig.Resolve(ConfigSource.ReadFile(folder.Write("config.toml", text)));
    }
}
