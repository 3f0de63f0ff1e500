#!/usr/bin/env dotnet
#:project ../../src/Ipfl.Data/Ipfl.Data.csproj
#:property RestorePackagesWithLockFile=false
#:property PublishAot=false

// Writes src/Ipfl.Data/Embedded/fashion-mnist-subset.br from the complete Fashion-MNIST:
//
//     ipfl data fetch fashion-mnist --data-dir DATA
//     dotnet run tools/EmbedFashionMnist/EmbedFashionMnist.cs DATA src/Ipfl.Data/Embedded/fashion-mnist-subset.br
//
// Chosen are, of every class, the first 600 training and the first 100 test images, in the order of the full set. The file is one
// Brotli stream of training labels, test labels, training pixels, test pixels. Plain pixels in image order compress best: left, up,
// average and median predictors, one plane per pixel position, and gzip throughout all came out larger.

using System.IO.Compression;
using Ipfl.Data;

if (args is not [var dataFolder, var target])
{
    Console.Error.WriteLine("usage: EmbedFashionMnist.cs DATA-FOLDER TARGET");
    return 2;
}

var full = DataSets.Find("fashion-mnist").Load(dataFolder);
var train = FirstOfEachClass(full.Train, 600);
var test = FirstOfEachClass(full.Test, 100);
using (var file = File.Create(target))
using (var brotli = new BrotliStream(file, new BrotliCompressionOptions { Quality = 11 }))
{
    WriteLabels(brotli, full.Train, train);
    WriteLabels(brotli, full.Test, test);
    WritePixels(brotli, full.Train, train);
    WritePixels(brotli, full.Test, test);
}

Console.WriteLine($"{target}: {train.Length} + {test.Length} images, {new FileInfo(target).Length} bytes");
return 0;

static int[] FirstOfEachClass(ImageSet images, int count)
{
    var taken = new int[images.Classes];
    return [.. Enumerable.Range(0, images.Count).Where(i => taken[images.Labels.Span[i]]++ < count)];
}

static void WriteLabels(Stream target, ImageSet images, int[] chosen)
{
    foreach (var i in chosen) target.WriteByte(images.Labels.Span[i]);
}

static void WritePixels(Stream target, ImageSet images, int[] chosen)
{
    foreach (var i in chosen) target.Write(images.Pixels.Span.Slice(i * images.Shape.Size, images.Shape.Size));
}
