namespace Ipfl.Simulation;

/// <summary>What the participants of a task train.</summary>
public enum TaskKind
{
    /// <summary>An image network on images, or on texts in the form of images.</summary>
    Images,

    /// <summary>Adapters of a language model on instruction records.</summary>
    Instructions,
}
