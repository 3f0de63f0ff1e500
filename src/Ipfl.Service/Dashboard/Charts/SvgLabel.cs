using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Ipfl.Service.Dashboard.Charts;

/// <summary>A text in a drawing. Razor takes a literal <c>text</c> element for an instruction of its own, hence this.</summary>
public sealed class SvgLabel : ComponentBase
{
    /// <summary>Where, in the drawing's units.</summary>
    [Parameter, EditorRequired]
    public double X { get; set; }

    /// <summary>Where, in the drawing's units.</summary>
    [Parameter, EditorRequired]
    public double Y { get; set; }

    /// <summary>Which end of the text is there: start, middle or end.</summary>
    [Parameter]
    public string Anchor { get; set; } = "middle";

    /// <summary>What it says.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "x", Svg.Text(X));
        builder.AddAttribute(2, "y", Svg.Text(Y));
        builder.AddAttribute(3, "text-anchor", Anchor);
        builder.AddAttribute(4, "dominant-baseline", "middle");
        builder.AddContent(5, Text);
        builder.CloseElement();
    }
}
