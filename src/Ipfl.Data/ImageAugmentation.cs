namespace Ipfl.Data;

/// <summary>What may be done to a set's training images at random so that they stay images of their class.</summary>
public enum ImageAugmentation
{
    /// <summary>Nothing: a crop or a mirror image would mean something else.</summary>
    None,

    /// <summary>A crop of the image's own size from the image padded by 4 black pixels, and a flip left to right of half of them.</summary>
    CropAndFlip,

    /// <summary>
    /// A box of ¾ to all of the image's area and a width of ¾ to 4/3 of its height, resampled to the input's size, and a flip left to right
    /// of half of them.
    /// </summary>
    ResizedCropAndFlip,
}
