namespace Ipfl.Cli.Tests;

public sealed class DataCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_list_is_the_approved_one()
    {
        var list = List();
        Assert.Equal((0, ""), (list.ExitCode, list.Error));
        ApprovedText.Verify("data-list", list.Out);
    }

    [Fact]
    public void The_list_says_what_is_here_and_what_is_missing()
    {
        Directory.CreateDirectory(_folder.File("cifar-10-batches-bin"));
        _folder.Write("cifar-10-batches-bin/data_batch_2.bin", "");
        var lines = List().Out.TrimEnd().Split('\n');
        Assert.InRange(lines.Length, 1, 23);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 120));
        Assert.Contains(lines, line => line.StartsWith("cifar-10 ", StringComparison.Ordinal) && line.Contains("  5 of 6 files missing, ", StringComparison.Ordinal));
        Assert.Equal(7, lines.Count(line => line.EndsWith("  not here", StringComparison.Ordinal)));
    }

    [Fact]
    public void Missing_files_are_named_one_a_line()
    {
        var verified = CommandResult.Of("data", "verify", "cifar-10", "--data-dir", _folder.Path);
        Assert.Equal((1, ""), (verified.ExitCode, verified.Error));
        string[] files = ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"];
        Assert.Equal(files.Select(file => $"missing {_folder.File(file)}"), verified.Out.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Good_files_are_said_to_be_good()
    {
        var verified = CommandResult.Of("data", "verify", "fashion-mnist", "--data-dir", SharedFolder.Data("fashion-mnist"));
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
        var lines = verified.Out.TrimEnd().Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.All(lines, line => Assert.StartsWith("good    ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_damaged_file_is_told_from_good_ones()
    {
        foreach (var file in Directory.GetFiles(SharedFolder.Data("fashion-mnist"))) File.Copy(file, _folder.File(Path.GetFileName(file)));
        var labels = _folder.File("t10k-labels-idx1-ubyte.gz");
        File.WriteAllBytes(labels, File.ReadAllBytes(labels)[..2000]);
        var verified = CommandResult.Of("data", "verify", "fashion-mnist", "--data-dir", _folder.Path);
        Assert.Equal(1, verified.ExitCode);
        Assert.Single(verified.Out.Split('\n'), line => line.StartsWith($"damaged {labels}: ", StringComparison.Ordinal));
        Assert.Equal(3, verified.Out.Split('\n').Count(line => line.StartsWith("good    ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("fetch")]
    [InlineData("verify")]
    public void An_unknown_set_is_answered_with_the_known_ones(string command) => Assert.Equal(
        "unknown data set 'fashion-mist'; known are fashion-mnist, cifar-10, femnist, shakespeare, pacs, mixed-finance, code-finance, instruct", CommandResult.Of("data", command, "fashion-mist").Refusal());

    [Fact]
    public void A_set_without_a_download_says_how_it_is_made()
    {
        var fetched = CommandResult.Of("data", "fetch", "femnist", "--data-dir", _folder.Path);
        Assert.Contains("preprocess.sh", fetched.Refusal(), StringComparison.Ordinal);
        Assert.Equal(1, CommandResult.Of("data", "verify", "femnist", "--data-dir", _folder.Path).ExitCode);

        _folder.Write("all_data.json", "{}");
        var verified = CommandResult.Of("data", "verify", "femnist", "--data-dir", _folder.Path);
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
        Assert.Equal($"present {_folder.File("all_data.json")}: no digest is published", verified.Out.TrimEnd());
    }

    private CommandResult List() => CommandResult.Of("data", "list", "--data-dir", _folder.Path);
}
