namespace Ipfl.Cli;

/// <summary>A folder that the user asked for by name: where it cannot be made or written to, that is bad input and not a failure.</summary>
internal static class OutputFolder
{
    /// <summary>Makes the folder where it is missing.</summary>
    /// <returns>Its full path.</returns>
    public static string Make(string folder, string option)
    {
        try
        {
            return Directory.CreateDirectory(Path.GetFullPath(folder)).FullName;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refusal(folder, option, error);
        }
    }

    /// <summary>Makes the folder where it is missing and lets <paramref name="write"/> fill it.</summary>
    /// <returns>What <paramref name="write"/> returns.</returns>
    public static T Fill<T>(string folder, string option, Func<string, T> write)
    {
        var full = Make(folder, option);
        try
        {
            return write(full);
        }
        catch (Exception error) when (error is (IOException and not FileNotFoundException) or UnauthorizedAccessException)
        {
            throw Refusal(folder, option, error);
        }
    }

    private static InvalidDataException Refusal(string folder, string option, Exception error) =>
        new($"{folder}: cannot be written to ({error.Message.TrimEnd('.')}); choose another folder with {option}", error);
}
