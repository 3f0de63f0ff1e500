using CsCheck;
using TorchSharp;

namespace Ipfl.Learning.Tests.Native;

public sealed class ElfVersionNeedsTests
{
    private const string Version = "GLIBCXX_3.4.32";

    [Fact]
    public void Only_the_flag_of_that_one_version_changes()
    {
        var library = Library();
        var optional = ElfVersionNeeds.MakeOptional(library, Version);

        Assert.Equal(library.Length, optional.Length);
        var changed = Assert.Single(Enumerable.Range(0, library.Length), i => library[i] != optional[i]);
        Assert.Equal(library[changed] | 2, optional[changed]);
    }

    [Fact]
    public void Each_version_has_a_flag_of_its_own()
    {
        var library = Library();
        var places = new[] { Version, "GLIBCXX_3.4.30", "GLIBC_2.34", "GCC_3.0", "GLIBC_2.3" }.Select(version =>
        {
            var optional = ElfVersionNeeds.MakeOptional(library, version);
            return Enumerable.Range(0, library.Length).Single(i => library[i] != optional[i]);
        });
        Assert.Distinct(places);
    }

    [Fact]
    public void Doing_it_again_changes_nothing()
    {
        var optional = ElfVersionNeeds.MakeOptional(Library(), Version);
        Assert.Equal(optional, ElfVersionNeeds.MakeOptional(optional, Version));
    }

    [Theory]
    [InlineData("GLIBCXX_3.4.3")]
    [InlineData("GLIBCXX_3.4.320")]
    [InlineData("")]
    public void A_version_that_is_not_needed_is_an_error(string version) =>
        Assert.Contains("does not ask for", Error(Library(), version));

    [Fact]
    public void Other_files_are_refused()
    {
        Assert.Contains("ELF", Error([], Version));
        Assert.Contains("ELF", Error("MZ not a Linux library, but longer than any ELF header would ever need to be"u8.ToArray(), Version));
        var narrow = Library();
        narrow[4] = 1; // 32 bits
        Assert.Contains("ELF", Error(narrow, Version));
        var reversed = Library();
        reversed[5] = 2; // big-endian
        Assert.Contains("ELF", Error(reversed, Version));
    }

    [Fact]
    public void A_library_cut_short_anywhere_is_refused()
    {
        var library = Library();
        // The table of sections comes last, so nothing shorter than the whole can be read.
        Gen.Int[0, library.Length - 1].Sample(length => Error(library.AsSpan(0, length), Version).Length > 0, iter: 300);
    }

    [Fact]
    public void Damage_anywhere_near_the_tables_is_a_clean_error_or_no_matter()
    {
        var library = Library();
        var sections = (int)BitConverter.ToInt64(library, 0x28);
        var needs = library.AsSpan().CommonPrefixLength(ElfVersionNeeds.MakeOptional(library, Version));
        var place = Gen.OneOf(Gen.Int[0, 63], Gen.Int[sections, library.Length - 1], Gen.Int[needs - 400, needs + 400]);
        Gen.Select(place, Gen.Byte).Array[1, 8].Sample(
            faults =>
            {
                var damaged = (byte[])library.Clone();
                foreach (var (at, value) in faults) damaged[at] = value;
                return RefusedOrSameLength(damaged);
            },
            iter: 1000);
    }

    private static bool RefusedOrSameLength(byte[] damaged)
    {
        try
        {
            return ElfVersionNeeds.MakeOptional(damaged, Version).Length == damaged.Length;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    private static string Error(ReadOnlySpan<byte> library, string version)
    {
        try
        {
            ElfVersionNeeds.MakeOptional(library, version);
            return "";
        }
        catch (InvalidDataException error)
        {
            return error.Message;
        }
    }

    private static byte[] Library()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has ELF libraries");
        return File.ReadAllBytes(NativeLibraryFiles.ProbedFor(typeof(torch).Assembly).Find(NativeLibraryFiles.TorchSharp)!);
    }
}
