namespace Ipfl.Cli;

/// <summary>A folder that the user asked for by name: where it cannot be made or written to, that is bad input and not a failure.</summary>
internal static class OutputFolder
{
    /// <summary>Makes the folder where it is missing and lets <paramref name="write"/> fill it.</summary>
    /// <returns>What <paramref name="write"/> returns.</returns>
    public static T Fill<T>(string folder, string option, Func<string, T> write)
    {
        try
        {
            return write(Directory.CreateDirectory(Path.GetFullPath(folder)).FullName);
        }
        catch (Exception error) when (error is (IOException and not FileNotFoundException) or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{folder}: cannot be written to ({error.Message.TrimEnd('.')}); choose another folder with {option}", error);
        }
    }
}
