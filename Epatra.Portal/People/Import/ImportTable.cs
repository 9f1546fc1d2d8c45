using System.Runtime.CompilerServices;
using CsvHelper;

namespace Epatra.Portal.People.Import;

/// <summary>A line of a file, as it stands there; columns that it lacks are empty.</summary>
/// <param name="Line">In the file, from 1.</param>
/// <param name="Values">By <see cref="ImportColumn"/>.</param>
/// <param name="Problems">What is wrong with the line as such.</param>
internal sealed record ImportRow(int Line, string[] Values, ImportProblems Problems)
{
    public string this[ImportColumn column] => Values[(int)column];
}

/// <summary>
/// Reads the lines of a table: with commas, semicolons or tabs, whatever its first line has. A line break always ends a
/// line, so that a quote that nobody closed spoils its own line and not all that follow.
/// </summary>
internal sealed class ImportTable : IAsyncDisposable
{
    private static readonly int Count = Enum.GetValues<ImportColumn>().Length;

    private readonly HashSet<long> open = [];
    private readonly ShortLines text;
    private CsvReader? csv;
    private ImportColumn?[] columns = [];

    public ImportTable(Stream stream) => text = new(OrWindows1252.Open(stream));

    /// <summary>Whether there is anything at all; then the first line was read.</summary>
    public async Task<bool> ReadHeadingsAsync(CancellationToken stopping)
    {
        if (await text.FirstAsync(stopping) is not { } first)
        {
            return false;
        }

        csv = CsvReader.Create(text, new()
        {
            Separator = Separator(first),
            HasHeader = false,
            AllowLineBreaksInQuotes = false,
            TrackLineNumbers = true,
            TrimWhitespace = true,
            MaxRecordSize = ShortLines.Longest * 4, // bytes
            OnMalformedRecord = Note,
        });
        await csv.ReadAsync(stopping);
        columns = [.. Enumerable.Range(0, csv.FieldCount).Select(field => ImportColumns.Of(csv.GetString(field)))];
        return true;
    }

    /// <summary>Whether there is not even a first line.</summary>
    public bool IsEmpty => columns.Length == 0;

    /// <summary>Whether the headings name what no person can do without.</summary>
    public bool HasPeople => columns.Contains(ImportColumn.Name) && columns.Contains(ImportColumn.Email);

    /// <summary>The lines after the heading that have something in them.</summary>
    public async IAsyncEnumerable<ImportRow> ReadAsync([EnumeratorCancellation] CancellationToken stopping)
    {
        while (csv is not null && await csv.ReadAsync(stopping))
        {
            if (Enumerable.Range(0, csv.FieldCount).Any(field => !csv.IsEmpty(field)))
            {
                yield return Row(csv);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (csv is not null)
        {
            await csv.DisposeAsync();
        }

        text.Dispose();
    }

    private ImportRow Row(CsvReader csv)
    {
        var values = new string[Count];
        Array.Fill(values, "");
        var problems = text.IsCut(csv.LineNumber) ? ImportProblems.LineTooLong : open.Remove(csv.LineNumber) ? ImportProblems.OpenQuote : ImportProblems.None;
        for (var field = 0; field < csv.FieldCount; field++)
        {
            if (field >= columns.Length)
            {
                problems |= csv.IsEmpty(field) ? ImportProblems.None : ImportProblems.TooManyValues; // a spreadsheet may leave empty ones
            }
            else if (columns[field] is { } column && values[(int)column].Length == 0)
            {
                values[(int)column] = csv.GetString(field).Trim();
            }
        }

        return new((int)csv.LineNumber, values, problems);
    }

    /// <summary>The one that the headings are parted by; null where a spreadsheet says it itself (sep=;), which is read by the library.</summary>
    private static char? Separator(string headings) => headings.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) ? null : ",;\t|".MaxBy(sign => headings.Count(other => other == sign));

    private void Note(CsvMalformedRecord record)
    {
        if (record.Reason is CsvMalformedReason.UnterminatedQuote or CsvMalformedReason.LineBreakInQuotes)
        {
            open.Add(record.LineNumber);
        }
    }
}
