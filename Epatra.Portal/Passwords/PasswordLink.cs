using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.Passwords;

/// <summary>A mailed link to a new password: once, for an hour. Looking at its page changes nothing.</summary>
internal sealed class PasswordLink
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public required string UserId { get; init; }
    public required string TokenHash { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime ExpiresAt { get; init; }

    /// <summary>When it was used, or made void: by a newer link, a sign-in, a new password or a freeze.</summary>
    public DateTime? EndedAt { get; set; }

    /// <summary>
    /// Makes every link of a person void; part of a transaction, before its changes to the person's row: all that lock both do so in this order.
    /// </summary>
    public static Task VoidAsync(PortalDbContext database, string userId, DateTime now) =>
        database.PasswordLinks.Where(l => l.UserId == userId && l.EndedAt == null).ExecuteUpdateAsync(l => l.SetProperty(x => x.EndedAt, now));

    internal sealed class Configuration : IEntityTypeConfiguration<PasswordLink>
    {
        public void Configure(EntityTypeBuilder<PasswordLink> link)
        {
            link.HasIndex(l => l.TokenHash).IsUnique();
            link.HasIndex(l => new { l.UserId, l.CreatedAt });
        }
    }
}
