namespace Ipfl.Reporting.Tests;

/// <summary>Writes folders of reproductions.</summary>
internal static class SampleReproduction
{
    public static string Write(
        string folder, string figure, string[] tasks, string[] algorithms, int seeds, string scale = "quick", string changes = "", bool embedded = false)
    {
        foreach (var task in tasks)
        {
            for (var a = 0; a < algorithms.Length; a++)
                for (var seed = 0; seed < seeds; seed++)
                    new SampleRun(4, 3) { Algorithm = algorithms[a], Seed = (100 * a) + seed, EmbeddedData = embedded }.Write(Run(folder, task, algorithms[a], seed));
        }

        File.WriteAllText(
            Path.Combine(folder, $"{figure}.json"),
            $$"""{"figure":"{{figure}}","scale":"{{scale}}","changes":[{{changes}}],"algorithms":{{List(algorithms)}},"seeds":[{{string.Join(',', Enumerable.Range(0, seeds))}}],"tasks":{{List(tasks)}},"leftOut":[{"task":"femnist","remark":"its <files> are missing"}]}""");
        return folder;
    }

    public static string Run(string folder, string task, string algorithm, int seed) => Path.Combine(folder, task, algorithm, $"seed-{seed}");

    private static string List(IEnumerable<string> words) => $"[{string.Join(',', words.Select(word => $"\"{word}\""))}]";
}
