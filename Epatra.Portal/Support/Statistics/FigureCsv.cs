using System.Globalization;
using CsvHelper;

namespace Epatra.Portal.Support.Statistics;

/// <summary>A table for a spreadsheet: figures as plain numbers, and the cases of each in a column of their own.</summary>
internal static class FigureCsv
{
    /// <summary>With a byte order mark: without one Excel guesses the letters wrong.</summary>
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape, WriteByteOrderMark = true };

    public static async Task WriteAsync(FigureTable table, Stream stream, CancellationToken stopping)
    {
        await using var csv = CsvWriter.Create(stream, Options, leaveOpen: true);
        string[] headings = [table.RowHeading, .. table.Series.SelectMany(series => HasCases(series) ? [series.Name, string.Format(Shell.ShellTexts.Colon, series.Name, StatisticsTexts.Cases)] : new[] { series.Name })];
        await csv.WriteRecordAsync(headings, stopping);
        for (var row = 0; row < table.Rows.Count; row++)
        {
            csv.WriteField(table.Rows[row]);
            foreach (var series in table.Series)
            {
                Write(csv, series, series.Values[row]);
            }

            await csv.EndRecordAsync(stopping);
        }
    }

    private static void Write(CsvWriter csv, FigureSeries series, Figure figure)
    {
        csv.WriteField(figure.Value is { } value ? Math.Round(value, 2).ToString(CultureInfo.InvariantCulture) : "");
        if (HasCases(series))
        {
            csv.WriteField(figure.Cases?.ToString(CultureInfo.InvariantCulture) ?? "");
        }
    }

    private static bool HasCases(FigureSeries series) => series.Values.Any(figure => figure.Cases is not null);
}
