namespace Ipfl.Data;

/// <summary>A user and how many samples it has.</summary>
internal readonly record struct UserSize(string Name, int Samples);

/// <summary>Where one user's samples go: inputs one after another, and a label for each.</summary>
internal readonly record struct UserRoom(Memory<byte> Inputs, Memory<byte> Labels);

/// <summary>Data that belong to users, read twice: the sizes of all first, then the samples of those that were chosen.</summary>
internal interface IUserSource
{
    /// <summary>All users in the order of the files.</summary>
    IReadOnlyList<UserSize> Users { get; }

    /// <summary>Reads the samples of the users that have a room, which is exactly as large as their size asks for.</summary>
    /// <exception cref="InvalidDataException">A sample is not what it should be; the message names file, user and sample.</exception>
    void Read(IReadOnlyDictionary<string, UserRoom> rooms);
}
