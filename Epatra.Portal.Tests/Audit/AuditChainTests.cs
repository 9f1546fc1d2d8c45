using Xunit;

namespace Epatra.Portal.Audit;

public sealed class AuditChainTests
{
    private static readonly DateTime At = new(2026, 11, 22, 8, 30, 0, DateTimeKind.Utc);
    private static readonly AuditEntry Original = Entry();

    [Fact]
    public void An_edit_of_any_field_changes_the_hash()
    {
        AuditEntry[] edited =
        [
            Entry(sequence: 8),
            Entry(at: At.AddMilliseconds(1)),
            Entry(kind: AuditKind.CodeRefused),
            Entry(actor: "another"),
            Entry(actor: null),
            Entry(subject: "another"),
            Entry(subject: null),
            Entry(details: "session 2"),
            Entry(details: ""),
            Entry(details: null),
            Entry(digest: "another"),
            Entry(previous: "another"),
        ];

        var hashes = edited.Append(Original).Select(AuditChain.Hash).ToList();
        Assert.Equal(hashes.Count, hashes.Distinct().Count());
        Assert.All(hashes, hash => Assert.Matches("^[0-9a-f]{64}$", hash));
    }

    [Fact]
    public void The_same_entry_has_the_same_hash() => Assert.Equal(AuditChain.Hash(Original), AuditChain.Hash(Entry()));

    [Fact]
    public void Text_that_moves_from_one_field_to_the_next_changes_the_hash() =>
        Assert.NotEqual(AuditChain.Hash(Entry(actor: "ab", subject: "c")), AuditChain.Hash(Entry(actor: "a", subject: "bc")));

    [Fact]
    public void The_digest_of_an_address_depends_on_the_address_and_on_the_salt()
    {
        string[] digests = [AuditChain.AddressDigest("192.0.2.1", "salt"), AuditChain.AddressDigest("192.0.2.2", "salt"), AuditChain.AddressDigest("192.0.2.1", "other")];

        Assert.Equal(3, digests.Distinct().Count());
        Assert.DoesNotContain(digests, digest => digest.Contains("192.0.2", StringComparison.Ordinal));
    }

    private static AuditEntry Entry(
        long sequence = 7, DateTime? at = null, AuditKind kind = AuditKind.CodeAccepted, string? actor = "actor", string? subject = "subject",
        string? details = "session 1", string digest = "digest", string previous = "previous") => new()
        {
            Sequence = sequence,
            At = at ?? At,
            Kind = kind,
            ActorId = actor,
            SubjectId = subject,
            Details = details,
            AddressDigest = digest,
            PreviousHash = previous,
        };
}
