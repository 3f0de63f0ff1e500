using System.Buffers.Binary;
using System.Text;

namespace Ipfl.Learning;

/// <summary>
/// The symbol versions that a 64-bit little-endian ELF library asks of other libraries (section <c>.gnu.version_r</c>), and a way to
/// make one of them optional. Layout: System V ABI, and the Linux Standard Base's chapter on symbol versioning.
/// </summary>
internal static class ElfVersionNeeds
{
    private const int FileHeaderSize = 64;
    private const int SectionHeaderSize = 64;
    private const uint VersionNeedSection = 0x6ffffffe;
    private const ushort WeakFlag = 0x2;

    private static ReadOnlySpan<byte> Identification => [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1];

    /// <summary>
    /// A copy of <paramref name="library"/> in which the need for <paramref name="version"/> carries the flag VER_FLG_WEAK, so that the
    /// dynamic loader accepts a machine without it. Nothing else changes; a library already so is copied as it is.
    /// </summary>
    /// <exception cref="InvalidDataException">The bytes are no such ELF library, are damaged, or do not need that version.</exception>
    public static byte[] MakeOptional(ReadOnlySpan<byte> library, string version)
    {
        var flagsAt = FindFlags(library, version);
        var copy = library.ToArray();
        var flags = BinaryPrimitives.ReadUInt16LittleEndian(copy.AsSpan(flagsAt));
        BinaryPrimitives.WriteUInt16LittleEndian(copy.AsSpan(flagsAt), (ushort)(flags | WeakFlag));
        return copy;
    }

    private static int FindFlags(ReadOnlySpan<byte> library, string version)
    {
        if (library.Length < FileHeaderSize || !library.StartsWith(Identification))
            throw Damaged("it does not begin as a 64-bit little-endian ELF file");
        var size = ReadUInt16(library, 0x3a);
        var count = ReadUInt16(library, 0x3c);
        if (size != SectionHeaderSize) throw Damaged($"its section headers have {size} bytes instead of {SectionHeaderSize}");

        var sections = Slice(library, ReadUInt64(library, 0x28), count * SectionHeaderSize);
        for (var i = 0; i < count; i++)
        {
            var header = Section(sections, i);
            if (ReadUInt32(header, 4) != VersionNeedSection) continue;
            var names = ReadUInt32(header, 0x28);
            if (names >= count) throw Damaged($"section {i} takes its names from section {names} of {count}");
            return FindInSection(library, Bounds(library, header), library[Bounds(library, Section(sections, (int)names))], version);
        }

        throw Damaged("it has no section of version needs");
    }

    private static ReadOnlySpan<byte> Section(ReadOnlySpan<byte> sections, int index) =>
        sections.Slice(index * SectionHeaderSize, SectionHeaderSize);

    private static int FindInSection(ReadOnlySpan<byte> library, Range bounds, ReadOnlySpan<byte> names, string version)
    {
        var section = library[bounds];
        var wanted = Encoding.ASCII.GetBytes(version);
        var start = bounds.Start.Value;
        // Every entry steps forward by at least one byte, so the walks end.
        for (ulong file = 0, next; ; file += next)
        {
            var need = Slice(section, file, 16);
            var entries = ReadUInt16(need, 2);
            var entry = file + ReadUInt32(need, 8);
            for (var i = 0; i < entries; i++)
            {
                var auxiliary = Slice(section, entry, 16);
                if (IsNamed(names, ReadUInt32(auxiliary, 8), wanted)) return start + (int)entry + 4;
                entry += ReadUInt32(auxiliary, 12);
            }

            next = ReadUInt32(need, 12);
            if (next == 0) throw Damaged($"it does not ask for {version}");
        }
    }

    private static bool IsNamed(ReadOnlySpan<byte> names, uint at, ReadOnlySpan<byte> wanted)
    {
        if (at > names.Length) throw OutOfRange(at, names.Length);
        var name = names[(int)at..];
        var end = name.IndexOf((byte)0);
        return end >= 0 && name[..end].SequenceEqual(wanted);
    }

    private static Range Bounds(ReadOnlySpan<byte> library, ReadOnlySpan<byte> header)
    {
        var (offset, size) = (ReadUInt64(header, 0x18), ReadUInt64(header, 0x20));
        if (offset > (ulong)library.Length || size > (ulong)library.Length - offset) throw OutOfRange(offset, library.Length);
        return (int)offset..(int)(offset + size);
    }

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> bytes, ulong offset, int length)
    {
        if (offset > (ulong)bytes.Length || (ulong)length > (ulong)bytes.Length - offset) throw OutOfRange(offset, bytes.Length);
        return bytes.Slice((int)offset, length);
    }

    private static ushort ReadUInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint ReadUInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong ReadUInt64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);

    private static InvalidDataException OutOfRange(ulong offset, int length) => Damaged($"offset {offset} lies outside its {length} bytes");

    private static InvalidDataException Damaged(string why) => new($"the library cannot be adapted: {why}");
}
