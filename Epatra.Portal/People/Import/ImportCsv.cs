using System.Globalization;
using CsvHelper;

namespace Epatra.Portal.People.Import;

/// <summary>What became of each line, as a table. What a spreadsheet would take for a formula is shown as text.</summary>
internal static class ImportCsv
{
    private static readonly string[] Columns = ["line", "name", "email", "company", "language", "role", "result", "why"];

    /// <summary>With a byte order mark: without one Excel guesses the letters wrong.</summary>
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape, WriteByteOrderMark = true };

    /// <summary>Writes line by line, without waiting for the last one.</summary>
    public static async Task WriteAsync(PeopleImport import, IAsyncEnumerable<ImportLine> lines, Stream stream, CancellationToken stopping)
    {
        await using var csv = CsvWriter.Create(stream, Options, leaveOpen: true);
        await csv.WriteRecordAsync(Columns, stopping);
        await foreach (var line in lines.WithCancellation(stopping))
        {
            string[] fields =
            [
                line.Line.ToString(CultureInfo.InvariantCulture), line.Name, line.Email, line.Company ?? "", line.Language, line.Role,
                Result(import, line), string.Join(' ', ImportWords.Problems(line)),
            ];
            await csv.WriteRecordAsync(fields, stopping);
        }
    }

    /// <summary>For other programs: the same in every language.</summary>
    private static string Result(PeopleImport import, ImportLine line) =>
        line.Problems != ImportProblems.None ? "left out" : line.Line <= import.Position ? "done" : "not done";
}
