using Epatra.Portal.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.Authenticators;

/// <summary>What a person makes codes with.</summary>
public enum AuthenticatorApp
{
    Google,
    Microsoft,
    PasswordManager,
    BrowserExtension,
    Other,
}

internal enum AuthenticatorState
{
    /// <summary>Shown in one browser; counts as nothing until a code confirms it.</summary>
    Pending,
    Active,

    /// <summary>Kept for a while to explain, never to accept.</summary>
    Retired,

    /// <summary>After too many failures in a row: only support or a recovery code helps.</summary>
    Blocked,
}

/// <summary>An entry in somebody's authenticator app.</summary>
internal sealed class Authenticator
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public required string UserId { get; init; }
    public PortalUser? User { get; init; }

    /// <summary>The entry's number among those of the person: from 2 on it is part of the entry's name, or apps would overwrite the first.</summary>
    public required int Number { get; init; }

    /// <summary>What the person calls it; null until it is given a name.</summary>
    public string? Name { get; set; }

    public required AuthenticatorApp App { get; set; }
    public required AuthenticatorState State { get; set; }
    public required string ProtectedSecret { get; init; }

    /// <summary>The newest time step whose code was accepted: that one and all before it are used up.</summary>
    public long LastStep { get; set; }

    /// <summary>The newest accepted codes: how many time steps each was off, see <see cref="Drift"/>.</summary>
    public string Offsets { get; set; } = "";

    /// <summary>While pending: the browser it was shown in.</summary>
    public string? BrowserHash { get; set; }

    public required DateTime CreatedAt { get; init; }
    public DateTime? ConfirmedAt { get; set; }
    public DateTime? LastUsedAt { get; set; }
    public DateTime? RetiredAt { get; set; }

    /// <summary>What it was before a reset of the desk, which can be undone; null for one that was retired otherwise.</summary>
    public AuthenticatorState? RetiredFrom { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<Authenticator>
    {
        public void Configure(EntityTypeBuilder<Authenticator> authenticator)
        {
            authenticator.HasOne(a => a.User).WithMany().HasForeignKey(a => a.UserId);
            authenticator.Property(a => a.Offsets).HasMaxLength(32);
            authenticator.HasIndex(a => new { a.UserId, a.Number }).IsUnique();
            authenticator.HasIndex(a => new { a.UserId, a.State });

            // For the statistics, which count people by app.
            authenticator.HasIndex(a => new { a.State, a.App, a.UserId });

            // Two tabs that ask for a secret at the same moment get the same one.
            authenticator.HasIndex(a => new { a.UserId, a.BrowserHash }).IsUnique().HasFilter("\"State\" = 'Pending'");
        }
    }
}
