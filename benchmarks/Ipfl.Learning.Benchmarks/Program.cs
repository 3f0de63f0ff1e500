// What local training and the market step take, one line per measurement.
//   training [DATASET] [STEPS] [THREADS] [PARTICIPANTS,...]   images per second; the data comes from the folder in IPFL_DATA
//   step [PARTICIPANTS] [PARAMETERS] [REPETITIONS]            milliseconds of distances, graph, payments and centres
using Ipfl.Learning.Benchmarks;

string Word(int position, string otherwise) => args.ElementAtOrDefault(position) ?? otherwise;
int Number(int position, int otherwise) => int.Parse(Word(position, $"{otherwise}"));

switch (Word(0, "training"))
{
    case "step":
        MarketStep.Print(Number(1, 100), Number(2, 44_426), Number(3, 9));
        break;
    default:
        TrainingSpeed.Print(Word(1, "fashion-mnist"), Number(2, 200), Number(3, Environment.ProcessorCount), Word(4, "1,10").Split(',').Select(int.Parse));
        break;
}
