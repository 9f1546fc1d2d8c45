using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.Accounts;

public enum Role
{
    User,
    Agent,
    Administrator,
}

/// <summary>A person with an account. The user name is the e-mail address.</summary>
internal sealed class PortalUser : IdentityUser
{
    public required string Name { get; set; }

    /// <summary><c>nl</c>, <c>fr</c> or <c>en</c>.</summary>
    public required string Language { get; set; }

    public Role Role { get; set; }
    public string? Company { get; set; }

    /// <summary>Whether an agent helps people of the companies that are named for this only; with none named: nobody.</summary>
    public bool LimitedToCompanies { get; set; }

    public DateTime CreatedAt { get; set; }
    public DateTime PasswordChangedAt { get; set; }

    /// <summary>When a new password is asked for; null for one that was chosen while passwords did not expire, until they do.</summary>
    public DateTime? PasswordExpiresAt { get; set; }

    /// <summary>Somebody else knows the password: a new one is asked for as if it had expired.</summary>
    public bool NewPasswordNeeded { get; set; }

    /// <summary>When the password was last set by a mailed link: for a while a mail then proves nothing more.</summary>
    public DateTime? PasswordResetAt { get; set; }

    public DateTime? EmailChangedAt { get; set; }

    /// <summary>The address before the change; null when there was none, or when it was taken back.</summary>
    public string? PreviousEmail { get; set; }

    /// <summary>Several people read it: a code that is mailed there proves nothing.</summary>
    public bool SharedMailbox { get; set; }

    /// <summary>Until when the desk asks for full proof, after somebody who could not prove it said to be this person.</summary>
    public DateTime? UnderAttackUntil { get; set; }

    /// <summary>Since when the person cannot sign in.</summary>
    public DateTime? DisabledAt { get; set; }

    /// <summary>Since when nobody gets in because something was not the person's own doing; support ends it.</summary>
    public DateTime? FrozenAt { get; set; }

    /// <summary>When that happened: what was added since is not to be trusted. Null for a freeze by the desk or an administrator.</summary>
    public DateTime? FrozenEventAt { get; set; }

    /// <summary>When a reset takes effect that the desk has announced; null when none is.</summary>
    public DateTime? ResetDueAt { get; set; }

    public DateTime? LastSignInAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<PortalUser>
    {
        public void Configure(EntityTypeBuilder<PortalUser> user)
        {
            user.ToTable("Users");
            user.Property(u => u.Name).HasMaxLength(200);
            user.Property(u => u.Company).HasMaxLength(200);
            user.Property(u => u.PreviousEmail).HasMaxLength(256);
            user.Property(u => u.Language).HasMaxLength(2);
            user.HasIndex(u => u.PasswordExpiresAt).HasFilter("\"DisabledAt\" IS NULL");

            user.HasIndex(u => u.Id, "WithoutExpiry").HasFilter("\"PasswordHash\" IS NOT NULL AND \"PasswordExpiresAt\" IS NULL");

            // The list of people, the newest first: all of them, and by each of its filters.
            user.HasIndex(u => new { u.CreatedAt, u.Id });
            user.HasIndex(u => new { u.Company, u.CreatedAt, u.Id });
            user.HasIndex(u => new { u.Role, u.CreatedAt, u.Id });
            user.HasIndex(u => new { u.CreatedAt, u.Id }, "NoPassword").HasFilter("\"PasswordHash\" IS NULL");
            user.HasIndex(u => new { u.CreatedAt, u.Id }, "Locked").HasFilter("\"DisabledAt\" IS NOT NULL");
            user.HasIndex(u => new { u.CreatedAt, u.Id }, "Frozen").HasFilter("\"FrozenAt\" IS NOT NULL");

            // What the portal decides by rows of its own: the second factor by authenticators, waiting times by FailureCount.
            user.Ignore(u => u.TwoFactorEnabled);
            user.Ignore(u => u.LockoutEnabled);
            user.Ignore(u => u.LockoutEnd);
            user.Ignore(u => u.AccessFailedCount);
            user.Ignore(u => u.PhoneNumberConfirmed);
        }
    }
}
