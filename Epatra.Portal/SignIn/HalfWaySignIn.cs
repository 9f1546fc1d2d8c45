using Epatra.Portal.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.SignIn;

/// <summary>Where it leads.</summary>
public enum HalfWayPurpose
{
    Code,
    Enroll,
    Help,

    /// <summary>The second factor is proven, or the browser is trusted, and the password has expired.</summary>
    NewPassword,
}

/// <summary>
/// Somebody who gave the right password in one browser, and nothing more. It is nobody to the rest of the portal: only
/// the pages of the second factor know it, by a random cookie whose hash is here.
/// </summary>
internal sealed class HalfWaySignIn
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public required string UserId { get; init; }
    public PortalUser? User { get; init; }
    public required string TokenHash { get; init; }

    /// <summary>Names the browser beyond this one sign-in: what was shown in it comes back in it.</summary>
    public required string BrowserHash { get; init; }

    public required HalfWayPurpose Purpose { get; set; }
    public required DateTime CreatedAt { get; init; }

    /// <summary>Moves on while the wizard or the help page is open.</summary>
    public required DateTime ExpiresAt { get; set; }

    /// <summary>When the second factor was proven; what is still to be done before the session is saving recovery codes, or choosing a password.</summary>
    public DateTime? ConfirmedAt { get; set; }

    /// <summary>With what it was proven.</summary>
    public SecondFactor? ConfirmedBy { get; set; }

    /// <summary>Whether this browser is to be trusted, once there is a session.</summary>
    public bool TrustWanted { get; set; }

    public DateTime? EndedAt { get; set; }

    /// <summary>The local path that was asked for.</summary>
    public required string ReturnUrl { get; init; }

    /// <summary>Seconds by which the browser's clock is off, negative when it is behind; as the browser says it.</summary>
    public int? BrowserClockSeconds { get; set; }

    public string? Address { get; init; }
    public string? UserAgent { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<HalfWaySignIn>
    {
        public void Configure(EntityTypeBuilder<HalfWaySignIn> halfWay)
        {
            halfWay.HasOne(h => h.User).WithMany().HasForeignKey(h => h.UserId);
            halfWay.HasIndex(h => h.TokenHash).IsUnique();
            halfWay.HasIndex(h => h.BrowserHash);
            halfWay.Property(h => h.UserAgent).HasMaxLength(256);
        }
    }
}
