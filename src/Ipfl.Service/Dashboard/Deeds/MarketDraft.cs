using Ipfl.Learning;
using Ipfl.Protocol.V1;
using Ipfl.Service.Markets;

namespace Ipfl.Service.Dashboard.Deeds;

/// <summary>A market that somebody fills in: a small image market unless told otherwise.</summary>
internal sealed class MarketDraft
{
    /// <summary>The choice of a network that the server does not know.</summary>
    public const string OwnNetwork = "";

    public string Name { get; set; } = "";

    public string Currency { get; set; } = "credits";

    public string Mechanism { get; set; } = WorthDefaults.MechanismName;

    public double Lambda { get; set; } = 0.001;

    public double Eta { get; set; } = 5;

    public double MaxDistance { get; set; } = 1;

    public int Rounds { get; set; } = 10;

    public double UploadMinutes { get; set; } = 60;

    public double DeliveryMinutes { get; set; } = 10;

    public int Quorum { get; set; } = 2;

    public string Network { get; private set; } = "simple-cnn";

    public int Channels { get; set; } = 1;

    public int Height { get; set; } = 28;

    public int Width { get; set; } = 28;

    public int Classes { get; set; } = 10;

    public int Steps { get; set; } = 200;

    public int BatchSize { get; set; } = 64;

    public double LearningRate { get; set; } = 0.01;

    public double Momentum { get; set; } = 0.9;

    public double WeightDecay { get; set; } = 1e-5;

    public bool Augment { get; set; }

    public long Seed { get; set; }

    /// <summary>What it says of the worth of models.</summary>
    public WorthDraft Worth { get; } = new();

    /// <summary>What it takes if the models are adapters.</summary>
    public AdapterDraft Adapter { get; } = new();

    /// <summary>Whether the models are adapters of a language model.</summary>
    public bool TradesAdapters => Network == AdapterArchitecture.NetworkName;

    /// <summary>Chooses a network, with the input that the built-in task of it has, and what suits its kind.</summary>
    public void Choose(string network)
    {
        var before = TradesAdapters;
        Network = network;
        if (TradesAdapters != before)
        {
            var images = new MarketDraft();
            (Lambda, Eta, Steps, BatchSize, LearningRate, Momentum, WeightDecay, Augment) = TradesAdapters
                ? (5, 1, 10, 8, 5e-5, 0, 0, false)
                : (images.Lambda, images.Eta, images.Steps, images.BatchSize, images.LearningRate, images.Momentum, images.WeightDecay, images.Augment);
        }

        (Channels, Height, Width, Classes) = network switch
        {
            "simple-cnn" => (1, 28, 28, 10),
            "cnn-femnist" => (1, 28, 28, 62),
            "lstm" => (1, 1, 80, 80),
            "resnet20" => (3, 64, 64, 7),
            _ => (Channels, Height, Width, Classes),
        };
    }

    /// <summary>The draft as terms; what is out of range is said by whoever takes them.</summary>
    public Terms Terms()
    {
        var training = new TrainingTerms
        {
            Model = Network,
            Steps = Steps,
            BatchSize = BatchSize,
            LearningRate = LearningRate,
            Momentum = Momentum,
            WeightDecay = WeightDecay,
            Augment = Augment,
            Seed = Seed,
        };
        if (TradesAdapters)
        {
            training.Adapter = Adapter.Terms();
        }
        else if (Network != OwnNetwork)
        {
            training.Classes = Classes;
            training.InputShape.AddRange([Channels, Height, Width]);
        }

        var terms = new Terms
        {
            Market = Name.Trim(),
            Currency = Currency.Trim(),
            Mechanism = Mechanism,
            Lambda = Lambda,
            Eta = Eta,
            MaxDistance = MaxDistance,
            Rounds = Rounds,
            UploadSeconds = Seconds(UploadMinutes),
            DeliverySeconds = Seconds(DeliveryMinutes),
            Quorum = Quorum,
            Training = training,
        };
        Worth.Complete(terms);
        return terms;
    }

    private static int Seconds(double minutes) => (int)Math.Clamp(Math.Round(minutes * 60), int.MinValue, int.MaxValue);
}
