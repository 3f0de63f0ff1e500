namespace Ipfl.Data.Tests;

/// <summary>Every fault of a LEAF file is one line that names the file and the place.</summary>
public sealed class LeafFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\"users\"", "\"writers\"", "users is missing", "num_samples")]
    [InlineData("\"num_samples\"", "\"counts\"", "num_samples is missing", "users")]
    [InlineData("\"user_data\"", "\"data\"", "user_data is missing", "users")]
    [InlineData("\"users\": [\"w0\", ", "\"users\": [", "num_samples", "has 21 numbers for 20 users")]
    [InlineData("\"users\": [\"w0\"", "\"users\": [\"v\"", "user \"w0\"", "is in user_data but not among the users")]
    [InlineData("\"users\": [\"w0\"", "\"users\": [7", "users[0]", "is 7; allowed are names")]
    [InlineData("\"w0\": {", "\"v\": {", "user \"v\"", "is in user_data but not among the users")]
    [InlineData("\"num_samples\": [2", "\"num_samples\": [3", "user \"w0\"", "has 2 samples, but num_samples says 3")]
    [InlineData("\"num_samples\": [2", "\"num_samples\": [-2", "num_samples[0]", "is -2; allowed are whole numbers from 0")]
    [InlineData("\"num_samples\": [2", "\"num_samples\": [2.5", "num_samples[0]", "is 2.5")]
    [InlineData("\"num_samples\": [", "\"num_samples\": 7, \"other\": [", "num_samples", "is 7; allowed is a list")]
    [InlineData("\"y\": [0, 1]", "\"y\": [0]", "user \"w0\"", "has 2 inputs (x) but 1 labels (y)")]
    [InlineData("\"y\": [0, 1]", "\"z\": [0, 1]", "user \"w0\"", "lacks y")]
    [InlineData("\"y\": [0, 1]", "\"y\": {\"0\": 1}", "user \"w0\"", "has an object for y; allowed is a list")]
    [InlineData("\"y\": [0, 1]", "\"y\": [0, 1], \"y\": [0, 1]", "user \"w0\"", "has two lists y")]
    [InlineData("\"y\": [0, 1]", "\"y\": [0, 62]", "user \"w0\", sample 1", "has label 62; allowed are whole numbers from 0 to 61")]
    [InlineData("\"y\": [0, 1]", "\"y\": [-1, 1]", "user \"w0\", sample 0", "has label -1")]
    [InlineData("\"y\": [0, 1]", "\"y\": [0, \"a\"]", "user \"w0\", sample 1", "has label \"a\"")]
    [InlineData("\"x\": [[0, ", "\"x\": [[", "user \"w0\", sample 0", "has 783 numbers in x; allowed are 784")]
    [InlineData("\"x\": [[0, ", "\"x\": [[0, 0, ", "user \"w0\", sample 0", "has 785 numbers in x; allowed are 784")]
    [InlineData("\"x\": [[0, ", "\"x\": [[1.5, ", "user \"w0\", sample 0", "has 1.5 for x[0]; allowed are numbers from 0 to 1")]
    [InlineData("\"x\": [[0, ", "\"x\": [[-0.1, ", "user \"w0\", sample 0", "has -0.1 for x[0]")]
    [InlineData("\"x\": [[0, ", "\"x\": [[[0], ", "user \"w0\", sample 0", "has a list for x[0]")]
    [InlineData("\"x\": [[0, ", "\"x\": [[true, ", "user \"w0\", sample 0", "has true for x[0]")]
    [InlineData("\"user_data\": {", "\"user_data\": {\"w1\": 5, ", "user \"w1\"", "is 5; allowed is an object with the lists x and y")]
    [InlineData("\"user_data\": {", "\"user_data\": 5, \"other\": {", "user_data", "is 5; allowed is an object")]
    [InlineData("\"num_samples\": [", "\"num_samples\": [,", "no valid JSON", "','")]
    public void A_fault_in_the_file_is_named(string good, string bad, string where, string what)
    {
        var json = SmallLeaf.Femnist(SmallLeaf.Users([2, .. Enumerable.Repeat(1, 20)]));
        Assert.Contains(good, json);
        var path = _folder.Write("femnist/all_data.json", json.ReplaceFirst(good, bad));
        Message.AssertOneLine<InvalidDataException>(() => Load("femnist"), path, where, what);
    }

    [Theory]
    [InlineData("[]", "the document is a list; allowed is an object in LEAF's layout")]
    [InlineData("", "no valid JSON, or cut short")]
    [InlineData("{} {}", "no valid JSON")]
    [InlineData("not json", "no valid JSON")]
    public void Other_documents_are_refused(string content, string what)
    {
        var path = _folder.Write("femnist/all_data.json", content);
        Message.AssertOneLine<InvalidDataException>(() => Load("femnist"), path, what);
    }

    [Fact]
    public void A_file_that_is_cut_short_anywhere_is_refused()
    {
        var json = SmallLeaf.Shakespeare(SmallLeaf.Users([.. Enumerable.Repeat(1, 11)]));
        for (var length = 0; length < json.Length; length += 7)
        {
            var path = _folder.Write("shakespeare/leaf/all_data.json", json[..length]);
            Message.AssertOneLine<InvalidDataException>(() => Load("shakespeare"), path);
        }

        _folder.Write("shakespeare/leaf/all_data.json", json);
        Assert.Equal(1, Load("shakespeare").Train.Count);
    }

    [Theory]
    [InlineData("é", "'é' (U+00E9)")]
    [InlineData("$", "'$' (U+0024)")]
    [InlineData("\\u0000", "U+0000")]
    [InlineData("\\t", "U+0009")]
    public void A_character_outside_the_alphabet_is_named(string character, string shown)
    {
        var good = SmallLeaf.Shakespeare(SmallLeaf.Users([1, .. Enumerable.Repeat(1, 11)]));
        var path = _folder.Write("shakespeare/a.json", good.ReplaceFirst("ABC", $"A{character}C"));
        Message.AssertOneLine<InvalidDataException>(() => Load("shakespeare"), path, "user \"w0\", sample 0", $"has {shown} at x[26]", "allowed are newline, space");

        _folder.Write("shakespeare/a.json", good.ReplaceFirst("\"y\": [\"\\n\"]", $"\"y\": [\"{character}\"]"));
        Message.AssertOneLine<InvalidDataException>(() => Load("shakespeare"), path, "user \"w0\", sample 0", $"has {shown} at y[0]");
    }

    [Theory]
    [InlineData("ABC", "AC", "has 79 characters in x; allowed are 80")]
    [InlineData("\"y\": [\"\\n\"]", "\"y\": [\"ab\"]", "has 2 characters in y; allowed are 1")]
    [InlineData("\"y\": [\"\\n\"]", "\"y\": [3]", "has 3 for y; allowed is a text of 1 characters")]
    [InlineData("\"y\": [\"\\n\"]", "\"y\": [\"\\ud800\"]", "for y; allowed is a text of 1 characters")]
    public void A_text_of_another_length_or_kind_is_refused(string good, string bad, string what)
    {
        var json = SmallLeaf.Shakespeare(SmallLeaf.Users([.. Enumerable.Repeat(1, 11)]));
        Assert.Contains(good, json);
        var path = _folder.Write("shakespeare/a.json", json.ReplaceFirst(good, bad));
        Message.AssertOneLine<InvalidDataException>(() => Load("shakespeare"), path, "user \"w0\", sample 0", what);
    }

    [Fact]
    public void Too_few_users_are_counted()
    {
        _folder.Write("femnist/a.json", SmallLeaf.Femnist(SmallLeaf.Users([0, .. Enumerable.Repeat(1, 20)])));
        Message.AssertOneLine<InvalidDataException>(
            () => Load("femnist"), _folder.File("femnist"), "has 20 users with samples", "1 participants and 20 users for the test set", "lower participants");
    }

    [Fact]
    public void A_user_in_two_files_is_refused()
    {
        _folder.Write("femnist/a.json", SmallLeaf.Femnist(SmallLeaf.Users(1, 1)));
        var second = _folder.Write("femnist/b.json", SmallLeaf.Femnist(("w1", 1)));
        Message.AssertOneLine<InvalidDataException>(() => Load("femnist"), second, "user \"w1\"", "occurs twice");
    }

    [Theory]
    [InlineData("femnist", "'ipfl data fetch femnist' says how to get")]
    [InlineData("shakespeare", "'ipfl data fetch shakespeare' downloads")]
    public void What_is_missing_is_told_with_how_to_get_it(string set, string how)
    {
        var source = DataSets.Find(set);
        Message.AssertOneLine<FileNotFoundException>(() => source.Load(null), set, how, "IPFL_DATA");
        Message.AssertOneLine<FileNotFoundException>(() => source.Load(_folder.Path), "JSON", _folder.Path, how);
        Message.AssertOneLine<DirectoryNotFoundException>(() => source.Load(_folder.File("nowhere")), _folder.File("nowhere"), how);
    }

    private ImageDataSet Load(string set) => DataSets.Find(set).Load(_folder.Path, 1);
}
