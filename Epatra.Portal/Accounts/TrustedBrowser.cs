using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.Accounts;

/// <summary>A browser that is not asked for a code, for one person, for a fixed time from the moment of trust.</summary>
internal sealed class TrustedBrowser
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public required string UserId { get; init; }
    public PortalUser? User { get; init; }
    public required string TokenHash { get; set; }

    /// <summary>The token before the last rotation, which another tab may have under way.</summary>
    public string? PreviousTokenHash { get; set; }

    public DateTime? RotatedAt { get; set; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime ExpiresAt { get; init; }
    public DateTime? LastUsedAt { get; set; }
    /// <summary>Wrong passwords in a row, in this browser.</summary>
    public int WrongPasswords { get; set; }

    public DateTime? EndedAt { get; set; }
    public string? UserAgent { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<TrustedBrowser>
    {
        public void Configure(EntityTypeBuilder<TrustedBrowser> browser)
        {
            browser.HasOne(b => b.User).WithMany().HasForeignKey(b => b.UserId);
            browser.HasIndex(b => b.TokenHash).IsUnique();
            browser.HasIndex(b => b.PreviousTokenHash);
            browser.Property(b => b.UserAgent).HasMaxLength(256);
        }
    }
}
