using SkiaSharp;

namespace Ipfl.Reporting;

/// <summary>Colours of participants in graphs, from the palette of few things: by role where it is not honest, else by type.</summary>
internal static class NodeColours
{
    public static SKColor Of(Standing standing) => SKColor.Parse((standing.Role == Standing.Plain.Role ? standing.Type : standing.Role) switch
    {
        "buyer" => "#56B4E9",
        "seller" => "#009E73",
        "liar" => "#CC79A7",
        "free-rider" => "#7F7F7F",
        "attacker" or "adversary" => "#D55E00",
        _ => "#E69F00",
    });
}
