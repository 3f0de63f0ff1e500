using System.Globalization;
using Ipfl.Market;

namespace Ipfl.Simulation;

/// <summary>
/// Reads a schedule: events with semicolons between them, such as <c>5 leave p1; 7 join p9; 8 change p2 gain_scale=1e5</c>, and holds them
/// against each other.
/// </summary>
internal static class ScheduleText
{
    private const string Form = "ROUND join|leave pN, or ROUND change pN with samples=, gain_scale= or sharing_cost=";

    /// <summary>The events by round. One whose first event is a join is absent until then.</summary>
    /// <exception cref="InvalidDataException">An event is not understood, or contradicts another; one line that begins with the source.</exception>
    public static IReadOnlyList<ScheduleEvent> Parse(string text, int participants, int rounds, string source)
    {
        string[] words = text.Split([';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        ScheduleEvent[] events = [.. words.Select(word => ParseEvent(word, participants, rounds, source)).OrderBy(e => e.Round)];
        foreach (var ofOne in events.GroupBy(e => e.Participant)) CheckOrder([.. ofOne], source);
        return events;
    }

    private static ScheduleEvent ParseEvent(string text, int participants, int rounds, string source)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 3) throw Refusal(source, text, $"it is no event; allowed is {Form}");
        if (!int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var round) || round < 2 || round > rounds)
            throw Refusal(source, text, $"the round is {words[0]}; allowed is {(rounds < 2 ? "none, as the run has one round" : $"from 2 to {rounds}")}");
        if (!Enum.TryParse<ScheduleAction>(words[1], ignoreCase: true, out var action) || !Enum.IsDefined(action) || char.IsAsciiDigit(words[1][0]))
            throw Refusal(source, text, $"the action is {words[1]}; allowed is join, leave or change");
        if (words[2][0] != 'p' || !int.TryParse(words[2].AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var participant) || participant >= participants)
            throw Refusal(source, text, $"the participant is {words[2]}; allowed is p0 to p{participants - 1}");
        if (action == ScheduleAction.Change != words.Length > 3)
            throw Refusal(source, text, $"{(words.Length > 3 ? $"{words[1]} takes no values" : "it changes nothing")}; allowed is {Form}");
        return words[3..].Aggregate(new ScheduleEvent(round, participant, action), (change, word) => With(change, word, source, text));
    }

    private static ScheduleEvent With(ScheduleEvent change, string word, string source, string text)
    {
        var (key, value, _, _) = ConfigSource.ParseAssignment(word, Where(source, text));
        var (allowed, made) = key switch
        {
            "samples" => ("a whole number \u2265 1", value is long and >= 1 ? change with { Samples = (long)value } : null),
            "gain_scale" => Settle("market.gain_scale", number => change with { GainScale = GainScale.Of(number) }),
            "sharing_cost" => Settle("market.sharing_cost", number => change with { SharingCost = SharingCost.Of(number) }),
            _ => throw Refusal(source, text, $"the value is {word}; allowed are samples=, gain_scale= and sharing_cost="),
        };
        return made ?? throw Refusal(source, text, $"the value is {word}; allowed is {allowed}");

        (string, ScheduleEvent?) Settle(string path, Func<double, ScheduleEvent> set)
        {
            var market = ConfigSchema.Find(path)!;
            return (market.Allowed, market.Accept(value) is double number ? set(number) : null);
        }
    }

    private static void CheckOrder(ScheduleEvent[] events, string source)
    {
        var present = events[0].Action != ScheduleAction.Join;
        for (var k = 0; k < events.Length; k++)
        {
            var (next, joins) = (events[k], events[k].Action == ScheduleAction.Join);
            if (k > 0 && events[k - 1].Round == next.Round)
                throw Refusal(source, $"{next}", $"p{next.Participant} has two events in round {next.Round}; allowed is one");
            if (joins == present)
                throw Refusal(source, $"{next}", $"p{next.Participant} is {(present ? "present" : "absent")} before round {next.Round}; {(present ? "only absentees join" : "it has to join first")}");
            present = next.Action != ScheduleAction.Leave;
        }
    }

    private static InvalidDataException Refusal(string source, string text, string what) => new($"{Where(source, text)}: {what}");

    private static string Where(string source, string text) => $"{source}: behaviour.schedule: '{text}'";
}
