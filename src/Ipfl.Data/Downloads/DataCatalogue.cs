namespace Ipfl.Data;

/// <summary>The data sets behind <c>ipfl data list</c>, <c>fetch</c> and <c>verify</c>.</summary>
public static class DataCatalogue
{
    private const string InstructFolder = InstructionSets.Own;

    private const string FinLora =
        "take the prompts of https://github.com/Open-Finance-Lab/FinLoRA (commit 7e1cf82) apart into instruction, input and output";

    private const string RecordLayout =
        $"files are .jsonl, .json or .parquet with instruction, input and output, in the folder {InstructFolder} of the data folder";

    private static readonly DataCatalogueEntry FashionMnist = new(
        "fashion-mnist",
        "fashion-mnist",
        "Fashion-MNIST: 60,000 + 10,000 grey images of clothing, 28 × 28, 10 classes (29 MB)",
        "MIT, Copyright 2017 Zalando SE",
        [
            new("train-images-idx3-ubyte.gz", "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
            new("train-labels-idx1-ubyte.gz", "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
            new("t10k-images-idx3-ubyte.gz", "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
            new("t10k-labels-idx1-ubyte.gz", "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
        ],
        [
            FromZalando("train-images-idx3-ubyte.gz", 26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
            FromZalando("train-labels-idx1-ubyte.gz", 29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
            FromZalando("t10k-images-idx3-ubyte.gz", 4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
            FromZalando("t10k-labels-idx1-ubyte.gz", 5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
        ])
    {
        Images = 70_000,
    };

    private static readonly DataCatalogueEntry Cifar10 = new(
        "cifar-10",
        "cifar-10-batches-bin",
        "CIFAR-10: 50,000 + 10,000 colour photographs, 32 × 32, 10 classes (170 MB)",
        "none stated; the authors ask to cite Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009",
        [
            new("data_batch_1.bin", "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
            new("data_batch_2.bin", "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
            new("data_batch_3.bin", "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
            new("data_batch_4.bin", "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
            new("data_batch_5.bin", "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
            new("test_batch.bin", "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"),
        ],
        [
            new(
                new("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
                "cifar-10-binary.tar.gz",
                170_052_171,
                "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"),
        ])
    {
        Images = 60_000,
    };

    private static readonly DataCatalogueEntry Femnist = new(
        "femnist",
        "femnist",
        "LEAF FEMNIST: handwritten characters by their writers, 28 × 28, 62 classes (made with LEAF's scripts)",
        "none stated; LEAF's code is under BSD 2-Clause, the scans are NIST Special Database 19",
        [],
        [])
    {
        Instructions =
            "LEAF makes it from NIST's scans: clone https://github.com/TalwalkarLab/leaf, run ./preprocess.sh -s niid --sf 1.0 -k 0 -t sample "
            + "in its data/femnist, and place data/all_data/*.json in the folder femnist of the data folder",
    };

    private static readonly DataCatalogueEntry Shakespeare = new(
        "shakespeare",
        "shakespeare",
        "Tiny Shakespeare: speeches from the plays by their speakers, plain text (1 MB); LEAF's JSON files serve instead",
        "none stated for the text; the publisher's project is under MIT",
        [new("input.txt", "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed")],
        [
            new(
                new("https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt"),
                "input.txt",
                1_115_394,
                "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed"),
        ]);

    private static readonly DataCatalogueEntry Pacs = new(
        "pacs",
        "pacs",
        "PACS: 9,991 images of 7 classes in 4 domains, photographs, art paintings, cartoons and sketches (from its publisher's page)",
        "none stated; described by Li et al., Deeper, Broader and Artier Domain Generalization, 2017",
        [],
        [])
    {
        Instructions =
            "its publisher offers it for manual download: follow https://domaingeneralization.github.io, unpack the images and lay them out "
            + $"as <domain>/<class>/<file> in the folder pacs of the data folder, domains being {string.Join(", ", Data.Pacs.DomainNames)}",
        Folders = Data.Pacs.DomainNames,
        Images = 9_991,
    };

    private static readonly DataCatalogueEntry MixedFinance = new(
        "mixed-finance",
        InstructFolder,
        "FiQA, TFNS and NWGI: sentiment of financial news and tweets as instruction records (made from FinLoRA's files)",
        "FinLoRA's data are under OpenMDW 1.0; it names MIT for the origins of these three, and asks to check them",
        [],
        [])
    {
        Instructions = $"{FinLora} and store fiqa, tfns and nwgi, each shuffled and split, as fiqa_train, fiqa_test and so on; {RecordLayout}",
        RecordFiles = ["fiqa_train", "fiqa_test", "tfns_train", "tfns_test", "nwgi_train", "nwgi_test"],
    };

    private static readonly DataCatalogueEntry CodeFinance = new(
        "code-finance",
        InstructFolder,
        "CodeAlpaca and NWGI: programming tasks, and sentiment of financial news, as instruction records",
        "CodeAlpaca's data are under CC BY-NC 4.0 (no commercial use), FinLoRA's under OpenMDW 1.0",
        [],
        [])
    {
        Instructions =
            "take the data of https://github.com/sahil280114/codealpaca, such as data/code_alpaca_20k.json, as codealpaca; "
            + $"{FinLora} and store nwgi, shuffled and split, as nwgi_train and nwgi_test; {RecordLayout}",
        RecordFiles = ["codealpaca", "nwgi_train", "nwgi_test"],
    };

    private static readonly DataCatalogueEntry Instruct = new(
        InstructFolder,
        InstructFolder,
        "Your own instruction records: a file or a folder of files for each participant",
        "yours",
        [],
        [])
    {
        Instructions =
            "it is your own: place a file, or a folder of files, for each participant; X_test beside X, or test in a folder, are test records; "
            + RecordLayout,
        RecordFiles = [Data.RecordFiles.Any],
    };

    /// <summary>Every data set, in the order in which lists show them.</summary>
    public static IReadOnlyList<DataCatalogueEntry> All { get; } = [FashionMnist, Cifar10, Femnist, Shakespeare, Pacs, MixedFinance, CodeFinance, Instruct];

    /// <summary>The data set of that name.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static DataCatalogueEntry Find(string name) =>
        All.FirstOrDefault(entry => entry.Name == name)
        ?? throw new InvalidDataException($"unknown data set '{name}'; known are {string.Join(", ", All.Select(entry => entry.Name))}");

    private static DataDownload FromZalando(string name, long size, string sha256) =>
        new(new($"http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/{name}"), name, size, sha256);
}
