using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.Passwords;

/// <summary>A reminder that was written: its key is why there is no second one, whatever restarts or nodes there are.</summary>
internal sealed class ExpiryReminder
{
    public required string UserId { get; init; }

    /// <summary>The end of which password.</summary>
    public required DateTime ExpiresAt { get; init; }

    /// <summary>14, 7 or 1.</summary>
    public required int Days { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<ExpiryReminder>
    {
        public void Configure(EntityTypeBuilder<ExpiryReminder> reminder)
        {
            reminder.HasKey(r => new { r.UserId, r.ExpiresAt, r.Days });
            reminder.HasIndex(r => r.ExpiresAt);
        }
    }
}
