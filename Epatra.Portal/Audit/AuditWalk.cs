namespace Epatra.Portal.Audit;

/// <summary>Holds each entry of the log, in order, against the one before it.</summary>
/// <param name="expected">A head that was written down outside the database; null when there is none.</param>
internal sealed class AuditWalk(AuditHead? expected)
{
    /// <summary>Breaks that are kept; what is more is only counted.</summary>
    public const int MostBreaks = 100;

    private readonly List<AuditBreak> breaks = [];
    private long entries;
    private long breakCount;
    private (long Sequence, DateTime At)? first;
    private AuditHead? last;
    private DateTime? lastAt;
    private string? beginning;
    private (long Sequence, DateTime At)? purged;
    private bool expectedSeen;
    private long? restored;
    private bool readToEnd = true;

    public void Add(AuditEntry entry)
    {
        var follows = last is not null && last.Sequence + 1 == entry.Sequence;
        if (last is null)
        {
            Begin(entry);
        }
        else if (!follows)
        {
            Note(AuditFault.Missing, last.Sequence + 1, entry.Sequence - 1);
        }

        if (follows && entry.PreviousHash != last!.Hash)
        {
            Note(AuditFault.Unlinked, last.Sequence, entry.Sequence);
        }

        Judge(entry);
        entries++;
        (last, lastAt) = (new(entry.Sequence, entry.Hash), entry.At);
    }

    /// <summary>The next row could not be read, nor anything after it.</summary>
    public void AddUnreadable()
    {
        readToEnd = false;
        Note(AuditFault.Unreadable, (last?.Sequence ?? 0) + 1, (last?.Sequence ?? 0) + 1);
    }

    public AuditVerdict End()
    {
        if (beginning is not null && readToEnd)
        {
            breakCount++;
            breaks.Insert(0, new(AuditFault.BeginsLate, 1, first!.Value.Sequence - 1));
        }

        if (expected is not null && !expectedSeen && readToEnd)
        {
            NoteHead(AuditFault.HeadMissing);
        }

        return new(entries, first, last, lastAt, breaks, breakCount, purged);
    }

    private void Begin(AuditEntry entry)
    {
        first = (entry.Sequence, entry.At);
        if (entry.Sequence > 1)
        {
            beginning = AuditPurge.Beginning(entry);
        }
        else if (entry.PreviousHash != AuditChain.Start)
        {
            Note(AuditFault.Unlinked, 0, entry.Sequence);
        }
    }

    private void Judge(AuditEntry entry)
    {
        if (AuditChain.Hash(entry) != entry.Hash)
        {
            Note(AuditFault.Changed, entry.Sequence, entry.Sequence);
        }
        else if (entry.Kind == AuditKind.AuditPurged && entry.Details == beginning)
        {
            (beginning, purged) = (null, (entry.Sequence, entry.At)); // rightful, if it was the portal that wrote it
        }

        // An address that was erased has lost its salt as well, and only the digest stays.
        if (entry.AddressSalt is { } salt ? AuditChain.AddressDigest(entry.Address, salt) != entry.AddressDigest : entry.Address is not null)
        {
            Note(AuditFault.AddressChanged, entry.Sequence, entry.Sequence);
        }

        JudgeHead(entry);
    }

    private void JudgeHead(AuditEntry entry)
    {
        if (entry.Kind == AuditKind.BackupRestored && entry.Sequence <= expected?.Sequence)
        {
            restored = entry.Sequence;
        }

        if (entry.Sequence == expected?.Sequence)
        {
            expectedSeen = true;
            if (entry.Hash != expected.Hash)
            {
                NoteHead(AuditFault.HeadDiffers);
            }
        }
    }

    /// <summary>A restored backup explains that a later entry is gone; it stays a break, as whoever can write to the log can write that too.</summary>
    private void NoteHead(AuditFault fault) =>
        Note(restored is null ? fault : AuditFault.HeadBeforeRestore, expected!.Sequence, restored ?? expected.Sequence);

    private void Note(AuditFault fault, long from, long to)
    {
        if (breakCount++ < MostBreaks)
        {
            breaks.Add(new(fault, from, to));
        }
    }
}
