using System.Globalization;

namespace Ipfl.Protocol.Ledger;

/// <summary>
/// A ledger as a CSV file: a header, then a line for every posting. Amounts are in units with six digits after the point, times in UTC to the
/// millisecond, hashes hexadecimal; no field holds a comma or a quotation mark. A transaction's lines follow one another.
/// </summary>
public static class LedgerCsv
{
    private const string Header = "sequence,time,key,kind,round,account,amount,previous_hash,hash";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Writes transactions as they come. Lines end with a line feed.</summary>
    public static void Write(TextWriter writer, IEnumerable<LedgerEntry> ledger)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(ledger);
        writer.Write($"{Header}\n");
        foreach (var entry in ledger)
        {
            var start = string.Create(
                CultureInfo.InvariantCulture, $"{entry.Sequence},{entry.Time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)},{entry.Key},{entry.Kind.Word()},{entry.Round}");
            foreach (var (account, amount) in entry.Postings) writer.Write($"{start},{account},{amount},{entry.PreviousHash},{entry.Hash}\n");
        }
    }

    /// <summary>Reads transactions, one after another; they are as the file says and not verified.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">While reading: a line is not one of such a file.</exception>
    public static IEnumerable<LedgerEntry> Read(string path)
    {
        var full = Path.GetFullPath(path);
        if (!File.Exists(full)) throw new FileNotFoundException($"{full}: not found; name a file that 'ipfl ledger export' wrote");
        return Entries(full);
    }

    private static IEnumerable<LedgerEntry> Entries(string path)
    {
        LedgerEntry? entry = null;
        var postings = new List<Posting>();
        foreach (var (next, posting) in Lines(path))
        {
            if (entry is not null && next != entry)
            {
                yield return entry with { Postings = postings };
                postings = [];
            }

            entry = next;
            postings.Add(posting);
        }

        if (entry is not null) yield return entry with { Postings = postings };
    }

    private static IEnumerable<(LedgerEntry Entry, Posting Posting)> Lines(string path)
    {
        var number = 1;
        foreach (var line in File.ReadLines(path))
        {
            if (number == 1 && line != Header) throw new InvalidDataException($"{path}: line 1: found {ForeignText.Quote(line)}; allowed is {Header}: name a file that 'ipfl ledger export' wrote");
            if (number > 1) yield return new LedgerCsvLine(path, number, line).Read();
            number++;
        }

        if (number == 1) throw new InvalidDataException($"{path}: is empty; name a file that 'ipfl ledger export' wrote");
    }

    /// <summary>A line of a file; it knows where it stands.</summary>
    private sealed class LedgerCsvLine(string path, int number, string line)
    {
        private static readonly string[] Names = Header.Split(',');
        private static readonly IReadOnlyList<Posting> Nothing = [];
        private readonly string[] _fields = line.Split(',');

        public (LedgerEntry Entry, Posting Posting) Read()
        {
            if (_fields.Length != Names.Length) throw new InvalidDataException($"{path}: line {number}: found {_fields.Length} fields; there are {Names.Length}: {Header}");
            var sequence = long.TryParse(_fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : throw Wrong(0, "a whole number");
            var time = DateTimeOffset.TryParseExact(_fields[1], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var when)
                ? when
                : throw Wrong(1, "a time such as 2026-03-01T12:00:00.000Z");
            var kind = TransactionKinds.TryParse(_fields[3], out var what) ? what : throw Wrong(3, "deposit, payout, reserve, post or void");
            var round = int.TryParse(_fields[4], NumberStyles.None, CultureInfo.InvariantCulture, out var which) ? which : throw Wrong(4, "a whole number");
            var account = AccountName.TryParse(_fields[5], out var name) ? name : throw Wrong(5, "outside, rounding, participant:N:available or participant:N:reserved");
            var amount = MicroUnits.TryParse(_fields[6], out var units) ? units : throw Wrong(6, "an amount with at most six digits after the point");
            return (new(sequence, time, _fields[2], kind, round, Nothing, _fields[7], _fields[8]), new(account, amount));
        }

        private InvalidDataException Wrong(int field, string allowed) => new($"{path}: line {number}: {Names[field]}: found {ForeignText.Quote(_fields[field])}; allowed is {allowed}");
    }
}
