using System.Globalization;

namespace Epatra.Portal.Audit;

/// <summary>How the log can be found broken.</summary>
internal enum AuditFault
{
    /// <summary>Entries are not there, between two that are.</summary>
    Missing,

    /// <summary>The log begins late, and no entry of <see cref="AuditPurge"/> vouches for that beginning.</summary>
    BeginsLate,

    /// <summary>The content of an entry does not fit its hash.</summary>
    Changed,

    /// <summary>The network address does not fit its digest.</summary>
    AddressChanged,

    /// <summary>An entry rests on another hash than that of the entry before it.</summary>
    Unlinked,

    /// <summary>The entry that the expected head names is not there: cut off the end, or older than what is kept.</summary>
    HeadMissing,

    /// <summary>The entry that the expected head names is another one: the log was written anew.</summary>
    HeadDiffers,

    /// <summary>The entry that the expected head names was written after a backup that was restored since.</summary>
    HeadBeforeRestore,

    /// <summary>A row holds what the portal never writes, and what comes after it cannot be held against it.</summary>
    Unreadable,
}

/// <summary>Where the log is broken.</summary>
/// <param name="Fault">How.</param>
/// <param name="From">The first entry concerned.</param>
/// <param name="To">The last entry concerned.</param>
internal sealed record AuditBreak(AuditFault Fault, long From, long To)
{
    /// <summary>A sentence for the operator.</summary>
    public override string ToString() => Fault switch
    {
        AuditFault.Missing => From == To ? Text($"entry {From} is missing") : Text($"entries {From} to {To} are missing"),
        AuditFault.BeginsLate => Text($"entries {From} to {To} are missing, and no entry says that the portal deleted them (Audit:KeepMonths)"),
        AuditFault.Changed => Text($"entry {From} was changed: its content does not fit its hash"),
        AuditFault.AddressChanged => Text($"entry {From} was changed: its network address does not fit its digest"),
        AuditFault.Unlinked => Text($"entry {To} does not rest on entry {From}: one of them is not the one that was written"),
        AuditFault.HeadMissing => Text($"entry {From}, which the expected head names, is not there: the end was cut off, or the head is older than what is kept"),
        AuditFault.HeadDiffers => Text($"entry {From} is another than the one that the expected head names: the log was written anew"),
        AuditFault.HeadBeforeRestore => Text($"entry {From}, which the expected head names, is lost: entry {To} says that an older backup was restored"),
        AuditFault.Unreadable => Text($"entry {From} or a later one cannot be read: it holds what the portal never writes"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a look at the whole log has found.</summary>
/// <param name="Entries">How many there are.</param>
/// <param name="First">The first one's position and time; null when there is none.</param>
/// <param name="Head">The newest one; null when there is none.</param>
/// <param name="HeadAt">When that was, in UTC.</param>
/// <param name="Breaks">The first of what is broken, in the order of the log.</param>
/// <param name="BreakCount">All of it.</param>
/// <param name="PurgedBy">The entry that says that the portal deleted what was before the first one; null when nothing is missing there, or nothing says so.</param>
internal sealed record AuditVerdict(
    long Entries, (long Sequence, DateTime At)? First, AuditHead? Head, DateTime? HeadAt, IReadOnlyList<AuditBreak> Breaks, long BreakCount, (long Sequence, DateTime At)? PurgedBy = null)
{
    public bool IsIntact => BreakCount == 0;
}
