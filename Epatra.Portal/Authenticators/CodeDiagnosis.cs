using Epatra.Portal.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.Authenticators;

/// <summary>Why a code was refused: for the next code of the same person, and for the desk.</summary>
internal sealed class CodeDiagnosis
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public required string UserId { get; init; }
    public PortalUser? User { get; init; }

    /// <summary>The half-way sign-in in which it was typed; null in a session.</summary>
    public Guid? HalfWayId { get; init; }

    public required DateTime At { get; init; }
    public required CodeOutcome Outcome { get; init; }

    /// <summary>The authenticator whose code it is, of this time or another.</summary>
    public Guid? AuthenticatorId { get; init; }

    /// <summary>The time step that was named. It counts as used: explaining never tells a guesser which code will be right.</summary>
    public long? NamedStep { get; init; }

    /// <summary>Time steps from the portal's time to that of the code; negative when the app is behind.</summary>
    public int? OffsetSteps { get; init; }

    /// <summary>Whether an earlier code agreed.</summary>
    public bool Certain { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<CodeDiagnosis>
    {
        public void Configure(EntityTypeBuilder<CodeDiagnosis> diagnosis)
        {
            diagnosis.HasOne(d => d.User).WithMany().HasForeignKey(d => d.UserId);
            diagnosis.HasOne<Authenticator>().WithMany().HasForeignKey(d => d.AuthenticatorId).OnDelete(DeleteBehavior.Cascade);
            diagnosis.HasIndex(d => new { d.AuthenticatorId, d.NamedStep });
            diagnosis.HasIndex(d => new { d.UserId, d.At });
            diagnosis.HasIndex(d => d.At);
        }
    }
}
