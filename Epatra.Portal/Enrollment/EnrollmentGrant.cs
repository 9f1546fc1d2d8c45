using Epatra.Portal.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.Enrollment;

internal enum GrantKind
{
    /// <summary>Until the first authenticator is confirmed.</summary>
    First,

    /// <summary>By the support desk.</summary>
    Reset,

    /// <summary>After a recovery code.</summary>
    Recovery,

    /// <summary>A complete session with fresh proof.</summary>
    Own,
}

/// <summary>The right to enrol one authenticator. Without one there is no wizard, whatever else somebody has or lacks.</summary>
internal sealed class EnrollmentGrant
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public required string UserId { get; init; }
    public PortalUser? User { get; init; }
    public required GrantKind Kind { get; init; }
    public required DateTime CreatedAt { get; init; }

    /// <summary>Null for as long as it is not used.</summary>
    public DateTime? ExpiresAt { get; init; }

    /// <summary>The one browser it is for; null for any.</summary>
    public string? BrowserHash { get; init; }

    /// <summary>The authenticator that ends when the new one is confirmed; null when the others stay.</summary>
    public Guid? ReplacesId { get; init; }

    public DateTime? UsedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<EnrollmentGrant>
    {
        public void Configure(EntityTypeBuilder<EnrollmentGrant> grant) =>
            grant.HasOne(g => g.User).WithMany().HasForeignKey(g => g.UserId);
    }
}
