using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.Passwords;

/// <summary>
/// An address for which somebody asked a link. Whether anybody has it is looked up later: the answer takes the same time
/// for an address that is known and one that is not.
/// </summary>
internal sealed class ForgottenPassword
{
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>In the spelling by which addresses are compared.</summary>
    public required string Address { get; init; }

    public required DateTime AskedAt { get; init; }

    /// <summary>The network address it came from, for the audit log.</summary>
    public string? From { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<ForgottenPassword>
    {
        public void Configure(EntityTypeBuilder<ForgottenPassword> forgotten)
        {
            forgotten.Property(f => f.Address).HasMaxLength(256);
            forgotten.HasIndex(f => f.AskedAt);
        }
    }
}
