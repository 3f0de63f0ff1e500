namespace Ipfl.Learning.Tests.Language;

public sealed class TextCorpusTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Test_records_are_left_out_by_all_names_that_they_may_have()
    {
        foreach (var name in new[] { "a.txt", "a_train.txt", "a_test.txt", "test.txt", "test-00000-of-00001.txt", "latest.txt", "testing.md" }) _folder.Write(name, name);
        Assert.Equal(["a.txt", "a_train.txt", "latest.txt", "testing.md"], TextCorpus.Read([_folder.Path], withAnswers: true));
    }

    [Fact]
    public void Folders_in_a_folder_are_read_as_participants_have_them()
    {
        foreach (var name in new[] { "bank/one.txt", "bank/test.txt", "clinic/two.txt", "bank/deeper/three.txt", "zoo.txt" }) _folder.Write(name, name);
        Assert.Equal(["bank/one.txt", "clinic/two.txt", "zoo.txt"], TextCorpus.Read([_folder.Path], withAnswers: true));
    }

    [Fact]
    public void What_is_hidden_or_left_behind_is_passed_over()
    {
        foreach (var name in new[] { "a.txt", "._a.txt", "b/one.txt", "b/.two.txt", ".cache/three.txt", "__MACOSX/four.txt" }) _folder.Write(name, name);
        Assert.Equal(["a.txt", "b/one.txt"], TextCorpus.Read([_folder.Path], withAnswers: true));
    }

    [Fact]
    public void A_file_that_is_named_is_read_whatever_its_name()
    {
        _folder.Write("test.txt", "seen");
        Assert.Equal(["seen"], TextCorpus.Read([_folder.File("test.txt")], withAnswers: true));
        Assert.Throws<InvalidDataException>(() => TextCorpus.Read([_folder.Path], withAnswers: true));
    }
}
