using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.MyAccount;

/// <summary>A link that was mailed to an address that is to become somebody's: once, for a day. Looking at its page changes nothing.</summary>
internal sealed class EmailLink
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public required string UserId { get; init; }

    /// <summary>Of a token that nobody has, where the address is taken: nobody is to find out by asking.</summary>
    public required string TokenHash { get; init; }

    public required string Email { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime ExpiresAt { get; init; }

    /// <summary>When it was used, or made void by a newer one.</summary>
    public DateTime? EndedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<EmailLink>
    {
        public void Configure(EntityTypeBuilder<EmailLink> link)
        {
            link.Property(l => l.Email).HasMaxLength(256);
            link.HasIndex(l => l.TokenHash).IsUnique();
            link.HasIndex(l => new { l.UserId, l.CreatedAt });
        }
    }
}
