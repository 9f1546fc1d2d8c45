using Epatra.Portal.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.Authenticators;

/// <summary>One of ten codes for the day the phone is gone.</summary>
internal sealed class RecoveryCode
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public required string UserId { get; init; }
    public PortalUser? User { get; init; }

    /// <summary>One salt a set, so that one slow hash of what is typed decides over all ten.</summary>
    public required string Salt { get; init; }

    public required string Hash { get; init; }
    public required DateTime CreatedAt { get; init; }
    public DateTime? UsedAt { get; set; }

    /// <summary>When a reset took it away; kept for as long as that can be undone.</summary>
    public DateTime? RetiredAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<RecoveryCode>
    {
        public void Configure(EntityTypeBuilder<RecoveryCode> code) =>
            code.HasOne(c => c.User).WithMany().HasForeignKey(c => c.UserId);
    }
}
