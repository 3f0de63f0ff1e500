using Ipfl.Learning;

namespace Ipfl.Agent.Tests.Configuration;

public sealed class AgentConfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_data_set_is_enough()
    {
        var config = Read("[data]\nset = \"fashion-mnist\"");
        Assert.Equal((_folder.File("agent-state"), new DataSettings("fashion-mnist", null, null, 0), new ReportSettings(null, 1, 5e5)), (config.StateFolder, config.Data, config.Report));
        Assert.Equal((null, null, null, null), (config.Trainer.Command, config.Trainer.Threads, config.Privacy, config.TrialShare));
        Assert.Equal(new NetworkSettings(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30)), config.Network);
    }

    [Fact]
    public void Negative_zero_is_zero()
    {
        var report = Read("[data]\nset = \"fashion-mnist\"\n[report]\nsharing_cost = -0.0\ngain_scale = -0.0").Report;
        Assert.False(double.IsNegative(report.SharingCost!.Value) || double.IsNegative(report.GainScale));
    }

    [Fact]
    public void Everything_can_be_set_and_paths_start_from_the_file()
    {
        var config = Read("""
            state = "s"
            [data]
            set = "cifar-10"
            dir = "d"
            partition = "p.json"
            participant = 2
            [report]
            samples = 9
            sharing_cost = "never"
            gain_scale = 0
            [trainer]
            kind = "command"
            command = ["python3", "train.py"]
            timeout_seconds = 5
            [trial]
            share = 0
            [privacy]
            clip = 1
            noise = 2.5
            [network]
            wait_seconds = 3
            timeout_seconds = 4
            retry_seconds = 0.5
            longest_retry_seconds = 6
            """);
        Assert.Equal((_folder.File("s"), new DataSettings("cifar-10", _folder.File("d"), _folder.File("p.json"), 2)), (config.StateFolder, config.Data));
        Assert.Equal((new ReportSettings(9, null, 0), new PrivacySettings(1, 2.5, 1e-5)), (config.Report, config.Privacy));
        Assert.Equal(["python3", "train.py"], config.Trainer.Command!);
        Assert.Equal((TimeSpan.FromSeconds(5), 0), (config.Trainer.Timeout, config.TrialShare));
        Assert.Equal(0.25, Read("[data]\nset = \"fashion-mnist\"\n[trial]\nshare = 0.25").TrialShare);
        Assert.Equal(new NetworkSettings(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(6)), config.Network);
    }

    [Fact]
    public void Records_and_a_base_model_make_a_participant_in_a_market_for_adapters()
    {
        var plain = Read("[data]\ninstructions = \"r.jsonl\"\n[llm]\nmodel = \"m\"");
        Assert.Equal(new DataSettings(null, null, null, 0) { Records = new(_folder.File("r.jsonl"), null) }, plain.Data);
        Assert.Equal(new BaseModelSettings(_folder.File("m"), WeightPrecision.F32, 512, "alpaca", true, ComputeDevice.Processor), plain.BaseModel);
        var full = Read("""
            [data]
            instructions = "r.json"
            test = "t.parquet"
            [llm]
            model = "m"
            precision = "int8"
            max_tokens = 64
            template = "chat"
            checkpointing = false
            device = "cuda:1"
            """);
        Assert.Equal(new RecordSettings(_folder.File("r.json"), _folder.File("t.parquet")), full.Data.Records);
        Assert.Equal(new BaseModelSettings(_folder.File("m"), WeightPrecision.I8, 64, "chat", false, ComputeDevice.Parse("cuda:1")), full.BaseModel);
    }

    [Theory]
    [InlineData("stat = \"x\"", "unknown key stat; allowed at the top are state, data, report, trainer, trial, privacy, network, llm")]
    [InlineData("[data]\nsett = \"x\"\nset = \"fashion-mnist\"", "unknown key data.sett; allowed in [data] are instructions, test, set, dir, partition, participant")]
    [InlineData("[data]\nset = \"mnist\"", "data.set: found \"mnist\"; allowed is one of fashion-mnist, cifar-10, femnist, shakespeare, pacs")]
    [InlineData("[data]\ndir = \"x\"", "data.set: found nothing; allowed is one of fashion-mnist")]
    [InlineData("[data]\nset = \"cifar-10\"", "data.dir: found nothing; allowed is the folder that holds cifar-10, which has no embedded subset")]
    [InlineData("[data]\nset = \"fashion-mnist\"\npartition = \"p\"", "data.participant: found nothing; allowed is both data.partition and data.participant")]
    [InlineData("[data]\nset = \"fashion-mnist\"\nparticipant = 1", "data.partition: found nothing")]
    [InlineData("[report]\nsamples = 0", "report.samples: found 0; allowed is a whole number from 1 to 9007199254740992")]
    [InlineData("[report]\nsamples = 3.0", "report.samples: found 3.0; allowed is a whole number from 1")]
    [InlineData("[report]\nsharing_cost = -1", "report.sharing_cost: found -1; allowed is a number from 0 to 1e15, or \"never\"")]
    [InlineData("[report]\nsharing_cost = \"ever\"", "report.sharing_cost: found \"ever\"")]
    [InlineData("[report]\ngain_scale = nan", "report.gain_scale: found NaN")]
    [InlineData("[trainer]\nkind = \"other\"", "trainer.kind: found \"other\"; allowed is \"built-in\" or \"command\"")]
    [InlineData("[trainer]\nkind = \"command\"", "trainer.command: found nothing; allowed is the program that trains")]
    [InlineData("[trainer]\ncommand = [\"a\"]", "trainer.command: found a program; allowed is nothing with kind = \"built-in\"; write kind = \"command\"")]
    [InlineData("[trainer]\nkind = \"command\"\ncommand = \"a b\"", "trainer.command: found \"a b\"; allowed is a list of words")]
    [InlineData("[trainer]\ntimeout_seconds = 3", "trainer.timeout_seconds: found a time; allowed is nothing with kind = \"built-in\"")]
    [InlineData("[trainer]\nkind = \"command\"\ncommand = [\"a\"]\nthreads = 2", "trainer.threads: found a number; allowed is nothing with kind = \"command\"")]
    [InlineData("[trial]\nshare = 0.6", "trial.share: found 0.6; allowed is a number from 0 to 0.5; 0 uses every centre untried")]
    [InlineData("[trial]\nshare = 0.1\n[privacy]\nclip = 1\nnoise = 1", "trial.share: found a share; allowed is 0 with [privacy]")]
    [InlineData("[privacy]\nnoise = 1", "privacy.clip: found nothing; allowed is a number > 0")]
    [InlineData("[privacy]\nclip = 1\nnoise = 0", "privacy.noise: found 0; allowed is a number > 0")]
    [InlineData("[privacy]\nclip = 1\nnoise = 1\ndelta = 1", "privacy.delta: found 1; allowed is a number > 0 and < 1")]
    [InlineData("[network]\nwait_seconds = 31", "network.wait_seconds: found 31; allowed is a whole number from 1 to 30")]
    [InlineData("[network]\nretry_seconds = 9\nlongest_retry_seconds = 8", "network.longest_retry_seconds: found 8")]
    [InlineData("data = 1", "data: found 1; allowed is a table [data]")]
    [InlineData("[data\n", "not valid TOML at line 1")]
    [InlineData("[trainer]\nkind = \"command\"\ncommand = [\"a\"]", "report.samples is missing")]
    [InlineData("[data]\ninstructions = \"r.jsonl\"", "llm.model: found nothing; allowed is the folder of the base model")]
    [InlineData("[llm]\nmodel = \"m\"", "llm: found a table; allowed is nothing without data.instructions")]
    [InlineData("[data]\nset = \"fashion-mnist\"\ntest = \"t.jsonl\"", "data.test: found \"t.jsonl\"; allowed is nothing without data.instructions")]
    [InlineData("[data]\ninstructions = \"r.jsonl\"\nset = \"fashion-mnist\"", "data.set: found a value; allowed is nothing beside data.instructions")]
    [InlineData("[data]\ninstructions = \"r.jsonl\"\n[trainer]\nkind = \"command\"\ncommand = [\"a\"]", "data.instructions: found \"r.jsonl\"; allowed is nothing with [trainer] kind = \"command\"")]
    [InlineData("[trainer]\nthreads = 2\n[data]\ninstructions = \"r.jsonl\"\n[llm]\nmodel = \"m\"", "trainer.threads: found a number; allowed is nothing with data.instructions")]
    [InlineData("[data]\ninstructions = \"r.jsonl\"\n[llm]\nmodel = \"m\"\nrank = 3", "unknown key llm.rank; allowed in [llm] are model, precision, template, device, max_tokens, checkpointing")]
    [InlineData("[data]\ninstructions = \"r.jsonl\"\n[llm]\nmodel = \"m\"\nprecision = \"f16\"", "llm.precision: found \"f16\"; allowed is one of float32, bf16, int8")]
    [InlineData("[data]\ninstructions = \"r.jsonl\"\n[llm]\nmodel = \"m\"\ntemplate = \"x\"", "llm.template: found \"x\"; allowed is one of alpaca, vicuna, chat")]
    [InlineData("[data]\ninstructions = \"r.jsonl\"\n[llm]\nmodel = \"m\"\nmax_tokens = 4", "llm.max_tokens: found 4; allowed is a whole number from 8 to 1000000")]
    [InlineData("[data]\ninstructions = \"r.jsonl\"\n[llm]\nmodel = \"m\"\ncheckpointing = 1", "llm.checkpointing: found 1; allowed is true or false")]
    [InlineData("[data]\ninstructions = \"r.jsonl\"\n[llm]\nmodel = \"m\"\ndevice = \"tpu\"", "llm.device: found \"tpu\"; allowed is cpu, cuda or cuda:N")]
    public void What_is_wrong_is_told_in_one_line(string text, string told)
    {
        // A file that says nothing of data and trainer gets data, so that only what the case is about is wrong.
        var isComplete = text.Contains("data", StringComparison.Ordinal) || text.Contains("kind = \"command\"", StringComparison.Ordinal);
        var message = Assert.Throws<InvalidDataException>(() => Read(isComplete ? text : $"{text}\n[data]\nset = \"fashion-mnist\"")).Message;
        Assert.StartsWith(_folder.File("agent.toml"), message, StringComparison.Ordinal);
        Assert.Contains(told, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_missing_file_is_told_with_what_to_do() =>
        Assert.Contains("write one as docs/participant.md shows", Assert.Throws<FileNotFoundException>(() => AgentConfig.Read(_folder.File("none.toml"))).Message, StringComparison.Ordinal);

    private AgentConfig Read(string text) => AgentConfig.Read(_folder.Write("agent.toml", text));
}
