namespace Ipfl.Data;

/// <summary>
/// Where data sets lie when a command does not say: the folder in <c>IPFL_DATA</c>, else <c>ipfl/data</c> in the user's local
/// application data.
/// </summary>
public static class DataFolder
{
    /// <summary>The environment variable that names the data folder.</summary>
    public const string Variable = "IPFL_DATA";

    /// <summary>The folder that serves when neither an option nor <see cref="Variable"/> names one.</summary>
    public static string UserDefault { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "ipfl",
        "data");

    /// <summary>The folder that downloads go to and checks look in.</summary>
    /// <param name="option">What the user asked for, or null.</param>
    public static string ForDownloads(string? option) => Chosen(option) ?? UserDefault;

    /// <summary>
    /// The folder to load a data set from, or null where only an embedded subset can serve: nobody named a folder, and the user has
    /// not downloaded the set.
    /// </summary>
    /// <param name="option">What the user asked for, or null.</param>
    /// <param name="dataSet">The set's name, such as <c>fashion-mnist</c>.</param>
    public static string? ForLoading(string? option, string dataSet) =>
        Chosen(option) ?? (Directory.Exists(Path.Combine(UserDefault, DataCatalogue.Find(dataSet).Folder)) ? UserDefault : null);

    private static string? Chosen(string? option) =>
        option ?? (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null);
}
