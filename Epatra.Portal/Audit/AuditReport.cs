using System.Globalization;
using System.Text;

namespace Epatra.Portal.Audit;

/// <summary>What the commands say to an operator.</summary>
internal static class AuditReport
{
    public static string Of(AuditVerdict verdict)
    {
        var report = new StringBuilder();
        report.AppendLine(verdict.First is { } first
            ? Text($"{verdict.Entries} entries, from {first.Sequence} of {first.At:u} to {verdict.Head!.Sequence} of {verdict.HeadAt:u}.")
            : "There are no entries.");
        if (verdict.PurgedBy is { } purge)
        {
            report.AppendLine(Text($"Those before {verdict.First!.Value.Sequence} are gone: the portal deleted them, says entry {purge.Sequence} of {purge.At:u}. Whoever can write to the database can write that too: was Audit:KeepMonths set by then?"));
        }

        foreach (var found in verdict.Breaks)
        {
            report.AppendLine(Text($"Broken: {found}."));
        }

        if (verdict.BreakCount > verdict.Breaks.Count)
        {
            report.AppendLine(Text($"And {verdict.BreakCount - verdict.Breaks.Count} more."));
        }

        return report.Append(verdict.IsIntact ? "Nothing was changed, taken away, put in or moved." : "This log is not as it was written.").Append(Advice(verdict.Head)).ToString();
    }

    public static string Of(long entries, AuditHead? head) => Text($"Entries written: {entries}.") + Advice(head);

    private static string Advice(AuditHead? head) => head is null ? "" : Text(
        $"\n\nHead: {head}\nKeep it away from the database; later, `{CommandLine.Example($"audit verify --expect-head {head}")}` tells whether anything up to it was cut off or written anew.");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
