using Microsoft.Data.Sqlite;

namespace Ipfl.Service.Hosting;

/// <summary>Whether a failure says that there is no room on the disk, or that the disk takes nothing.</summary>
internal static class DiskFull
{
    private const int SqliteFull = 13;

    /// <summary>SQLITE_IOERR_WRITE, _FSYNC, _TRUNCATE, _SHMSIZE.</summary>
    private static readonly int[] SqliteWrites = [778, 1034, 1546, 4874];

    /// <summary>ENOSPC, and EDQUOT on Linux and macOS; ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL.</summary>
    private static readonly int[] Codes = [28, 122, 69, unchecked((int)0x80070027), unchecked((int)0x80070070)];

    /// <summary>Whether it does, or what it was caused by.</summary>
    public static bool Is(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is SqliteException written && (written.SqliteErrorCode == SqliteFull || SqliteWrites.Contains(written.SqliteExtendedErrorCode))) return true;
            if (failure is IOException && Codes.Contains(failure.HResult)) return true;
        }

        return false;
    }
}
