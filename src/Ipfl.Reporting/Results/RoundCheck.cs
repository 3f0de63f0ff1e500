namespace Ipfl.Reporting;

/// <summary>Holds each round against the ones before it and the summary.</summary>
internal sealed class RoundCheck(string path, RunSummary? summary)
{
    private readonly HashSet<string>? _known = summary?.Participants.Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
    private int _expected = 1;

    /// <exception cref="InvalidDataException">The round contradicts what was read before; the message names the line.</exception>
    public void Accept(int line, RoundResult round)
    {
        if (round.Round != _expected) throw Refusal(line, $"round {round.Round} where round {_expected} is due");
        _expected++;
        var present = new HashSet<string>(StringComparer.Ordinal);
        foreach (var participant in round.Participants)
        {
            if (!present.Add(participant.Id)) throw Refusal(line, $"participant '{OneLine.Of(participant.Id)}' is listed twice");
            if (_known?.Contains(participant.Id) == false) throw Refusal(line, $"participant '{OneLine.Of(participant.Id)}' is not in {RunFolder.SummaryFile}");
        }

        foreach (var edge in round.Edges)
        {
            if (present.Contains(edge.Buyer) && present.Contains(edge.Seller)) continue;
            throw Refusal(line, $"the edge from seller '{OneLine.Of(edge.Seller)}' to buyer '{OneLine.Of(edge.Buyer)}' names a participant that is not in the round");
        }
    }

    private InvalidDataException Refusal(int line, string finding) => JsonResult.Refusal(JsonLines.Where(path, line), finding);
}
