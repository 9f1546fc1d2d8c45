using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.Passwords;

/// <summary>The hash of a password that somebody had before: it may not come back too soon.</summary>
internal sealed class OldPassword
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public required string UserId { get; init; }
    public required string Hash { get; init; }
    public required DateTime ReplacedAt { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<OldPassword>
    {
        public void Configure(EntityTypeBuilder<OldPassword> old) => old.HasIndex(o => new { o.UserId, o.ReplacedAt });
    }
}
