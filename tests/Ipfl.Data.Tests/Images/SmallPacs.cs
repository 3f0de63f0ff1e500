namespace Ipfl.Data.Tests;

/// <summary>A PACS of one-coloured images: red tells the domain, green the class, blue the file.</summary>
internal static class SmallPacs
{
    public static readonly string[] Domains = ["art_painting", "cartoon", "photo", "sketch"];

    public static readonly string[] Classes = ["dog", "elephant", "giraffe", "guitar", "horse", "house", "person"];

    /// <summary>Writes so many images of each class; in later domains one more of every class.</summary>
    public static void Write(TemporaryFolder folder, int images, string inside = "pacs/")
    {
        for (var domain = 0; domain < 4; domain++)
            for (var label = 0; label < 7; label++)
                for (var i = 0; i < images + domain; i++)
                    folder.Write($"{inside}{Domains[domain]}/{Classes[label]}/pic_{i:D3}.jpg", Image(domain, label, i));
    }

    public static byte[] Image(int domain, int label, int file) =>
        SmallPng.Square(72, SmallPng.Rgb, (byte)(domain * 60), (byte)(label * 30), (byte)(file * 3));
}
