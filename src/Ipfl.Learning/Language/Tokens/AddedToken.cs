namespace Ipfl.Learning;

/// <summary>A token that stands for its text as a whole.</summary>
/// <param name="Text">The text, never empty.</param>
/// <param name="Id">The id.</param>
/// <param name="Special">Whether it is a mark rather than text: read only where asked for, and left out when decoding.</param>
internal readonly record struct AddedToken(string Text, int Id, bool Special);
