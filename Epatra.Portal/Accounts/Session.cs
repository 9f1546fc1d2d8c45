using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.Accounts;

/// <summary>What was proven beside the password.</summary>
internal enum SecondFactor
{
    Code,

    /// <summary>The first code of a new authenticator.</summary>
    Enrollment,

    RecoveryCode,

    /// <summary>Nothing now: a code in this browser, some days ago.</summary>
    TrustedBrowser,
}

internal enum SessionEnd
{
    SignedOut,
    Revoked,

    /// <summary>It goes on under another id.</summary>
    Renewed,
}

/// <summary>A complete sign-in. The cookie carries only its id; the row decides whether it still lives.</summary>
internal sealed class Session
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public required string UserId { get; init; }
    public PortalUser? User { get; init; }
    public required SecondFactor Factor { get; init; }
    public required DateTime CreatedAt { get; init; }

    /// <summary>Absolute limit, also in the cookie.</summary>
    public required DateTime ExpiresAt { get; init; }

    /// <summary>Last request, or last input over a circuit; kept to the minute.</summary>
    public required DateTime LastSeenAt { get; set; }

    /// <summary>When a code was last proven in this session; null when something else stood in for it.</summary>
    public required DateTime? ProofAt { get; set; }

    /// <summary>The sign-in before this one, shown on the home page.</summary>
    public DateTime? PreviousSignInAt { get; init; }

    public DateTime? EndedAt { get; set; }
    public SessionEnd? EndedBy { get; set; }
    public string? Address { get; init; }
    public string? UserAgent { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<Session>
    {
        public void Configure(EntityTypeBuilder<Session> session)
        {
            session.HasOne(s => s.User).WithMany().HasForeignKey(s => s.UserId);
            session.Property(s => s.UserAgent).HasMaxLength(256);
        }
    }
}
