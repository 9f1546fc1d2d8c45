using Epatra.Portal.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.People;

/// <summary>Why an invitation is over before its time.</summary>
internal enum InvitationEnd
{
    /// <summary>The person has chosen a password with it.</summary>
    Used,

    /// <summary>By a newer one to the same person.</summary>
    Replaced,

    Withdrawn,
}

/// <summary>A mailed link to the first password: once, for seven days. Looking at its page changes nothing.</summary>
internal sealed class Invitation
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public required string UserId { get; init; }
    public PortalUser? User { get; init; }
    public required string TokenHash { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime ExpiresAt { get; init; }

    /// <summary>When a browser first said that it shows the page.</summary>
    public DateTime? OpenedAt { get; set; }

    public DateTime? EndedAt { get; set; }
    public InvitationEnd? EndedBy { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<Invitation>
    {
        public void Configure(EntityTypeBuilder<Invitation> invitation)
        {
            invitation.HasOne(i => i.User).WithMany().HasForeignKey(i => i.UserId);
            invitation.HasIndex(i => i.TokenHash).IsUnique();
            invitation.HasIndex(i => new { i.UserId, i.CreatedAt });
            invitation.HasIndex(i => i.ExpiresAt);
        }
    }
}
