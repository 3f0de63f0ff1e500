// What local training, evaluation and the market step take, one line per measurement; benchmarks/run.sh calls all of it.
//   training MODEL DATASET STEPS PARTICIPANTS,…     images per second; the data comes from the folder in IPFL_DATA
//   stacked PARTICIPANTS THREADS STEPS               images per second of one stacked network, for comparison
//   memory MODEL DATASET PARTICIPANTS               peak memory of training so many
//   step PARTICIPANTS PARAMETERS REPETITIONS [products]   milliseconds of distances, graph, payments and centres
//   neighbours PARTICIPANTS PARAMETERS K            milliseconds and recall of the search for each model's k nearest
//   solve MECHANISM PARTICIPANTS                    milliseconds of graph, payments and accounts of a dense market
//   peak                                            what the machine can do at most
//   language-folder FOLDER                          writes a small language model, and what is expected of it, for both sides
//   language FOLDER STEPS                           tokens per second of training adapters and of generation
//   page LINES PAGE FIGURE                          writes the lines' medians into PAGE, between its marks, and draws FIGURE
//   language-page LINES PAGE                        the same for what is measured of language models
using Ipfl.Learning.Benchmarks;

var threads = Environment.ProcessorCount;
switch (args[0])
{
    case "training":
        TrainingSpeed.Print(args[1], args[2], int.Parse(args[3]), args[4].Split(',').Select(int.Parse), threads);
        break;
    case "stacked":
        StackedTraining.Print(int.Parse(args[1]), int.Parse(args[2]), int.Parse(args[3]));
        break;
    case "memory":
        TrainingSpeed.PrintMemory(args[1], args[2], int.Parse(args[3]), threads);
        break;
    case "step":
        MarketStep.Print(int.Parse(args[1]), long.Parse(args[2]), int.Parse(args[3]), args.Length > 4);
        break;
    case "neighbours":
        NeighbourSearch.Print(int.Parse(args[1]), long.Parse(args[2]), int.Parse(args[3]));
        break;
    case "solve":
        MarketGrowth.Print(args[1], int.Parse(args[2]));
        break;
    case "peak":
        Peak.Print();
        break;
    case "page":
        MeasurementsPage.Write(Measurements.Read(args[1]), args[2], args[3]);
        break;
    case "language-folder":
        LanguageSetting.Write(args[1]);
        break;
    case "language":
        LanguageSpeed.Print(args[1], int.Parse(args[2]), threads);
        break;
    case "language-page":
        LanguagePage.Write(Measurements.Read(args[1]), args[2]);
        break;
    default:
        throw new ArgumentException($"there is no measurement '{args[0]}'");
}
