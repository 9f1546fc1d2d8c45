using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.SignIn;

/// <summary>
/// Wrong passwords and wrong codes in a row of one person. A row of its own: an update of the person's row would write
/// counts back that are old by then.
/// </summary>
internal sealed class FailureCount
{
    public required string UserId { get; init; }
    public int Passwords { get; init; }
    public int Codes { get; init; }
    public DateTime? PasswordsPausedUntil { get; init; }
    public DateTime? CodesPausedUntil { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<FailureCount>
    {
        public void Configure(EntityTypeBuilder<FailureCount> count) => count.HasKey(c => c.UserId);
    }
}
