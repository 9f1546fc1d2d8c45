using Xunit;

namespace Epatra.Portal.Audit;

public sealed class AuditWalkTests
{
    private const int Count = 9;

    [Fact]
    public void A_log_as_it_was_written_is_intact_and_names_its_head()
    {
        var entries = Written();
        var verdict = Walk(entries);

        Assert.True(verdict.IsIntact);
        Assert.Equal((Count, 1L, new AuditHead(Count, entries[^1].Hash)), (verdict.Entries, verdict.First!.Value.Sequence, verdict.Head));
        Assert.True(Walk([]).IsIntact);
        Assert.Null(Walk([]).Head);
    }

    [Fact]
    public void A_changed_entry_is_named()
    {
        var entries = Written();
        entries[3] = Copy(entries[3], details: "another", hash: entries[3].Hash);
        Assert.Equal([new AuditBreak(AuditFault.Changed, 4, 4)], Walk(entries).Breaks);
    }

    [Fact]
    public void A_changed_entry_with_a_hash_that_fits_breaks_the_link_to_the_next()
    {
        var entries = Written();
        entries[3] = Copy(entries[3], details: "another");
        Assert.Equal([new AuditBreak(AuditFault.Unlinked, 4, 5)], Walk(entries).Breaks);
    }

    [Fact]
    public void Deleted_entries_are_named()
    {
        var entries = Written();
        entries.RemoveRange(2, 3);
        entries.RemoveAt(4);
        Assert.Equal([new AuditBreak(AuditFault.Missing, 3, 5), new AuditBreak(AuditFault.Missing, 8, 8)], Walk(entries).Breaks);
    }

    [Fact]
    public void Entries_that_changed_places_are_named()
    {
        var entries = Written();
        var (one, other) = (entries[3], entries[4]);
        (entries[3], entries[4]) = (Copy(other, sequence: 4, hash: other.Hash), Copy(one, sequence: 5, hash: one.Hash));
        var breaks = Walk(entries).Breaks;

        Assert.Contains(new AuditBreak(AuditFault.Changed, 4, 4), breaks);
        Assert.Contains(new AuditBreak(AuditFault.Changed, 5, 5), breaks);
    }

    [Fact]
    public void A_cut_at_the_end_and_a_log_that_was_written_anew_are_found_by_an_expected_head()
    {
        var entries = Written();
        var head = Walk(entries).Head!;
        entries.RemoveRange(Count - 2, 2);
        Assert.True(Walk(entries).IsIntact);
        Assert.Equal([new AuditBreak(AuditFault.HeadMissing, Count, Count)], Walk(entries, head).Breaks);

        var anew = Written(first: "another beginning");
        Assert.True(Walk(anew).IsIntact);
        Assert.Equal([new AuditBreak(AuditFault.HeadDiffers, Count, Count)], Walk(anew, head).Breaks);
    }

    [Fact]
    public void A_log_that_has_grown_since_the_expected_head_is_intact()
    {
        var entries = Written();
        Assert.True(Walk(entries, new AuditHead(4, entries[3].Hash)).IsIntact);
    }

    [Fact]
    public void A_beginning_that_is_gone_needs_an_entry_that_says_so()
    {
        var entries = Written();
        var gone = entries.GetRange(3, Count - 3);
        Assert.Equal([new AuditBreak(AuditFault.BeginsLate, 1, 3)], Walk(gone).Breaks);

        var purged = Entry(Count + 1, AuditKind.AuditPurged, AuditPurge.Beginning(gone[0]), gone[^1].Hash);
        var verdict = Walk([.. gone, purged]);
        Assert.True(verdict.IsIntact);
        Assert.Contains($"Those before {gone[0].Sequence} are gone: the portal deleted them, says entry {Count + 1} of ", AuditReport.Of(verdict), StringComparison.Ordinal);
        Assert.Equal([new AuditBreak(AuditFault.BeginsLate, 1, 4)], Walk([.. gone.Skip(1), purged]).Breaks);
    }

    [Fact]
    public void An_erased_address_is_intact_and_a_changed_or_added_one_is_named()
    {
        var entries = Written();
        entries[1] = Copy(entries[1], address: null, salt: null);
        Assert.True(Walk(entries).IsIntact);

        entries[3] = Copy(entries[3], address: "198.51.100.9");
        entries[5] = Copy(entries[5], salt: null);
        Assert.Equal([new AuditBreak(AuditFault.AddressChanged, 4, 4), new AuditBreak(AuditFault.AddressChanged, 6, 6)], Walk(entries).Breaks);
    }

    [Fact]
    public void Of_many_breaks_the_first_are_named_and_all_are_counted()
    {
        var entries = Enumerable.Range(0, 1_000).Select(i => Entry(2 * i + 1, AuditKind.CodeAccepted, "alone", AuditChain.Start));
        var verdict = Walk(entries);

        Assert.Equal((AuditWalk.MostBreaks, 999), (verdict.Breaks.Count, verdict.BreakCount));
        Assert.All(Enum.GetValues<AuditFault>(), fault => Assert.Contains("17", new AuditBreak(fault, 17, 17).ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5:abc")]
    [InlineData("-5:0123456789012345678901234567890123456789012345678901234567890123")]
    [InlineData("5:012345678901234567890123456789012345678901234567890123456789012X")]
    public void What_is_no_head_is_refused(string typed) => Assert.Null(AuditHead.Parse(typed));

    [Fact]
    public void A_head_is_read_back_as_it_was_printed()
    {
        var head = Walk(Written()).Head!;
        Assert.Equal(head, AuditHead.Parse(head.ToString()));
    }

    private static AuditVerdict Walk(IEnumerable<AuditEntry> entries, AuditHead? expected = null)
    {
        var walk = new AuditWalk(expected);
        foreach (var entry in entries)
        {
            walk.Add(entry);
        }

        return walk.End();
    }

    private static List<AuditEntry> Written(string first = "entry 1")
    {
        var entries = new List<AuditEntry>();
        for (var i = 1; i <= Count; i++)
        {
            entries.Add(Entry(i, AuditKind.CodeAccepted, i == 1 ? first : $"entry {i}", i == 1 ? AuditChain.Start : entries[^1].Hash));
        }

        return entries;
    }

    private static AuditEntry Entry(long sequence, AuditKind kind, string details, string previous) => Sealed(new()
    {
        Sequence = sequence,
        At = new(2026, 11, 22, 8, 0, 0, DateTimeKind.Utc),
        Kind = kind,
        Details = details,
        Address = "192.0.2.7",
        AddressSalt = "salt",
        AddressDigest = AuditChain.AddressDigest("192.0.2.7", "salt"),
        PreviousHash = previous,
    });

    private static AuditEntry Copy(AuditEntry entry, long? sequence = null, string? details = null, string? address = "192.0.2.7", string? salt = "salt", string? hash = null)
    {
        var copy = new AuditEntry
        {
            Sequence = sequence ?? entry.Sequence,
            At = entry.At,
            Kind = entry.Kind,
            Details = details ?? entry.Details,
            Address = address,
            AddressSalt = salt,
            AddressDigest = entry.AddressDigest,
            PreviousHash = entry.PreviousHash,
        };
        copy.Hash = hash ?? AuditChain.Hash(copy);
        return copy;
    }

    private static AuditEntry Sealed(AuditEntry entry)
    {
        entry.Hash = AuditChain.Hash(entry);
        return entry;
    }
}
