using System.Runtime.InteropServices;

namespace Ipfl;

/// <summary>What a path leads to that somebody writes to: a file that may be replaced, or something that bytes are handed on to.</summary>
internal static class OutputPath
{
    private const int MostLinks = 40;

    /// <summary>Whether the path, behind any links, is a device, a pipe or a socket: it is written into and must never be replaced by a file.</summary>
    public static bool TakesBytes(string path)
    {
        var full = Path.GetFullPath(path);
        if (OperatingSystem.IsWindows()) return full.StartsWith(@"\\.\", StringComparison.Ordinal);
        return full.StartsWith("/dev/", StringComparison.Ordinal) || full.StartsWith("/proc/", StringComparison.Ordinal)
            || (OperatingSystem.IsLinux() && LinuxKind.Of(full) is not (null or LinuxKind.Regular or LinuxKind.Folder));
    }

    /// <summary>The file behind any links, which is the one to replace or to make; the path itself where it is no link.</summary>
    /// <exception cref="IOException">The links lead in circles.</exception>
    public static string Behind(string path) => new FileInfo(path).LinkTarget is null ? path : Real(path);

    /// <summary>A path with no links in it, whether or not there is something.</summary>
    /// <exception cref="IOException">The links lead in circles.</exception>
    public static string Real(string path)
    {
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full)!;
        var rest = new Stack<string>(Parts(full, real).Reverse());

        // Part by part as the system goes: '..' in a link means the parent of where the link really is, which its text does not tell.
        for (var links = 0; rest.TryPop(out var part);)
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            var next = Path.Join(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks) throw new IOException($"{path}: its links lead in circles");
            var root = Path.IsPathRooted(target) ? Path.GetPathRoot(target)! : "";
            if (root.Length > 0) real = root;
            foreach (var further in Parts(target, root).Reverse()) rest.Push(further);
        }

        return real;
    }

    private static IEnumerable<string> Parts(string path, string root) => path[root.Length..]
        .Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries)
        .Where(part => part != ".");

    /// <summary>The kind of a file by Linux's <c>statx</c>, which follows links; its layout is the same on all processors.</summary>
    private static class LinuxKind
    {
        public const int Regular = 0x8000;

        public const int Folder = 0x4000;

        private const int KindBits = 0xF000;

        private const int WorkingFolder = -100;

        private const int ModeOffset = 28;

        /// <summary>The kind; null where there is no such file, or the system does not say.</summary>
        public static int? Of(string path)
        {
            var found = new byte[256];
            try
            {
                if (Statx(WorkingFolder, path, flags: 0, mask: 1, found) != 0) return null;
            }
            catch (EntryPointNotFoundException)
            {
                return null;
            }

            return BitConverter.ToUInt16(found, ModeOffset) & KindBits;
        }

        [DllImport("libc", EntryPoint = "statx")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] found);
    }
}
