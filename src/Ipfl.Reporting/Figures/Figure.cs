namespace Ipfl.Reporting;

/// <summary>A picture of a report.</summary>
/// <param name="Name">File name without folder and extension.</param>
/// <param name="Topic">The part of the report that it belongs to.</param>
/// <param name="Title">What it shows, in words.</param>
/// <param name="Caption">How to read it; also the text for those who don't see it.</param>
/// <param name="Png">The picture.</param>
internal sealed record Figure(string Name, string Topic, string Title, string Caption, byte[] Png);
