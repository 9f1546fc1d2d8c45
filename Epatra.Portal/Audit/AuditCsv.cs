using System.Globalization;
using CsvHelper;

namespace Epatra.Portal.Audit;

/// <summary>
/// The log as a table for other programs: times in UTC, kinds as in the database, and all that the hash of an entry is made
/// of. A name that a spreadsheet would take for a formula is shown as text.
/// </summary>
internal static class AuditCsv
{
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly string[] Columns =
        ["sequence", "at", "kind", "actor_id", "actor", "subject_id", "subject", "details", "address", "address_digest", "previous_hash", "hash"];

    /// <summary>With a byte order mark: without one Excel guesses the letters wrong.</summary>
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape, WriteByteOrderMark = true };

    /// <summary>Writes row by row, without waiting for the last one before the first goes out.</summary>
    /// <returns>How many entries, and the newest of them.</returns>
    public static async Task<(long Entries, AuditHead? Head)> WriteAsync(IAsyncEnumerable<AuditRow> rows, Stream stream, CancellationToken stopping)
    {
        await using var csv = CsvWriter.Create(stream, Options, leaveOpen: true);
        var (entries, head) = (0L, (AuditHead?)null);
        await csv.WriteRecordAsync(Columns, stopping);
        await foreach (var row in rows.WithCancellation(stopping))
        {
            await csv.WriteRecordAsync(Fields(row), stopping);
            (entries, head) = (entries + 1, new(row.Entry.Sequence, row.Entry.Hash));
        }

        return (entries, head);
    }

    private static string[] Fields(AuditRow row) =>
    [
        row.Entry.Sequence.ToString(CultureInfo.InvariantCulture), row.Entry.At.ToString(Time, CultureInfo.InvariantCulture), row.Entry.Kind.ToString(),
        row.Entry.ActorId ?? "", row.Actor ?? "", row.Entry.SubjectId ?? "", row.Subject ?? "", row.Entry.Details ?? "",
        row.Entry.Address ?? "", row.Entry.AddressDigest, row.Entry.PreviousHash, row.Entry.Hash,
    ];
}
