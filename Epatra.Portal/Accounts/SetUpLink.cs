using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.Accounts;

/// <summary>The link that a start prints while no administrator can sign in: whoever has it makes the first one, once.</summary>
internal sealed class SetUpLink
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public required string TokenHash { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime ExpiresAt { get; init; }

    /// <summary>When it was used, or a newer start made another one.</summary>
    public DateTime? EndedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<SetUpLink>
    {
        public void Configure(EntityTypeBuilder<SetUpLink> link) => link.HasIndex(l => l.TokenHash).IsUnique();
    }
}
