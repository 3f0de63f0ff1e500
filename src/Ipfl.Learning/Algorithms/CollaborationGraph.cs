namespace Ipfl.Learning;

/// <summary>The graphs that do not depend on the models.</summary>
internal static class CollaborationGraph
{
    /// <summary>Nobody uses another one's model: the identity.</summary>
    public static double[,] Alone(int participants)
    {
        var graph = new double[participants, participants];
        for (var i = 0; i < participants; i++) graph[i, i] = 1;
        return graph;
    }

    /// <summary>Everyone uses every model by the same shares p_j.</summary>
    public static double[,] Everyone(double[] shares)
    {
        var graph = new double[shares.Length, shares.Length];
        for (var i = 0; i < shares.Length; i++)
            for (var j = 0; j < shares.Length; j++) graph[i, j] = shares[j];
        return graph;
    }
}
