namespace Ipfl.Data;

/// <summary>
/// Training and test set by users: the users with most samples train, the next ones are the test set. Of equally many the first in the
/// files comes first; users without samples do not count.
/// </summary>
/// <param name="participants">How many users train.</param>
/// <param name="testUsers">How many make up the test set.</param>
/// <param name="shape">The shape of a sample.</param>
/// <param name="classes">How many labels there are.</param>
internal sealed class UserSplit(int participants, int testUsers, ImageShape shape, int classes)
{
    private readonly Dictionary<string, UserRoom> _rooms = new(StringComparer.Ordinal);

    /// <summary>Chooses the users and reads their samples, users in the order of their sizes.</summary>
    /// <param name="source">The data.</param>
    /// <param name="place">What errors call the data: a file or folder.</param>
    /// <exception cref="InvalidDataException">There are too few users, or a sample is damaged.</exception>
    public (ImageSet Train, ImageSet Test) Load(IUserSource source, string place)
    {
        var ranked = source.Users.Where(user => user.Samples > 0).OrderByDescending(user => user.Samples).ToArray();
        if (ranked.Length < participants + testUsers)
        {
            throw new InvalidDataException(
                $"{place} has {ranked.Length} users with samples; needed are {participants} participants and {testUsers} users for the test set, "
                + $"{participants + testUsers} together; lower participants or get more of the data");
        }

        var train = Reserve(ranked[..participants], place);
        var test = Reserve(ranked[participants..(participants + testUsers)], place);
        source.Read(_rooms);
        return (train.Wrap(shape, classes), test.Wrap(shape, classes));
    }

    private Reserved Reserve(UserSize[] users, string place)
    {
        var samples = users.Sum(user => (long)user.Samples);
        if (samples * shape.Size > Array.MaxLength)
            throw new InvalidDataException($"{place}: {users.Length} users have {samples} samples, more than fit into one set; lower participants");
        var (inputs, labels) = (new byte[samples * shape.Size], new byte[samples]);
        var owners = new SampleRange[users.Length];
        for (int i = 0, at = 0; i < users.Length; at += users[i++].Samples)
        {
            var (name, count) = users[i];
            owners[i] = new(name, at, count);
            _rooms.Add(name, new(inputs.AsMemory(at * shape.Size, count * shape.Size), labels.AsMemory(at, count)));
        }

        return new(owners, inputs, labels);
    }

    private sealed record Reserved(SampleRange[] Users, byte[] Inputs, byte[] Labels)
    {
        public ImageSet Wrap(ImageShape shape, int classes) => new(shape, classes, Inputs, Labels)
        {
            Users = Users,
            Augmentation = ImageAugmentation.None,
        };
    }
}
