using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.Accounts;

/// <summary>'This was not me', in a mail that tells of something: whoever gets it can freeze the account.</summary>
internal sealed class NotMeLink
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public required string UserId { get; init; }
    public required string TokenHash { get; init; }

    /// <summary>When it happened: what was added since is not to be trusted.</summary>
    public required DateTime EventAt { get; init; }

    public required DateTime ExpiresAt { get; init; }

    /// <summary>When the account was frozen. While it is, an earlier event may still be reported; afterwards the link is worthless.</summary>
    public DateTime? EndedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<NotMeLink>
    {
        public void Configure(EntityTypeBuilder<NotMeLink> link)
        {
            link.HasIndex(l => l.TokenHash).IsUnique();
            link.HasIndex(l => l.UserId);
        }
    }
}
