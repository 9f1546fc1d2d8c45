using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.SignIn;

/// <summary>
/// Failures in a row of one person, wherever a password or a code is asked. A row of its own: an update of the person's
/// row would write counts back that are old by then.
/// </summary>
internal sealed class FailureCount
{
    /// <summary>The person's id; for an address that nobody has, its hash: a stranger is not told who has an account.</summary>
    public required string Subject { get; init; }

    /// <summary>Wrong passwords.</summary>
    public int Passwords { get; init; }

    /// <summary>Codes and recovery codes that were guesses: they bring the wait.</summary>
    public int Guesses { get; init; }

    /// <summary>All refused codes, replays and codes of another time too: they bring the block.</summary>
    public int Codes { get; init; }

    public DateTime? PasswordsPausedUntil { get; init; }
    public DateTime? CodesPausedUntil { get; init; }

    /// <summary>The last wrong password, or the first attempt of all.</summary>
    public DateTime ChangedAt { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<FailureCount>
    {
        public void Configure(EntityTypeBuilder<FailureCount> count)
        {
            count.HasKey(c => c.Subject);
            count.HasIndex(c => c.ChangedAt).HasFilter("\"Passwords\" > 0");
        }
    }
}
