using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Support.Help;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.Support.Reset;

/// <summary>What an agent knew about who was calling.</summary>
public enum ResetProof
{
    SupportCode,
    MailCode,

    /// <summary>Support code and mail code.</summary>
    Both,

    /// <summary>The link back of a request that an agent took down, and the mail code behind it.</summary>
    Link,

    /// <summary>The person was called at the number on file, and read the support code from there.</summary>
    CallBack,

    /// <summary>None: it was announced everywhere, and nobody stopped it for hours.</summary>
    Delay,
}

/// <summary>How far a reset has come.</summary>
public enum ResetState
{
    /// <summary>Above a limit: waits for another agent or an administrator to agree.</summary>
    Proposed,

    /// <summary>Announced; takes effect by itself.</summary>
    Announced,

    Done,
    Undone,

    /// <summary>By the person, who did not want it; or by an agent.</summary>
    Cancelled,
}

/// <summary>A reset of somebody's authenticators by the desk, from its wish to its end.</summary>
internal sealed class AuthenticatorReset
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public required string UserId { get; init; }
    public PortalUser? User { get; init; }

    /// <summary>Who did it, or wishes to; null once deleted.</summary>
    public required string? AgentId { get; init; }

    public PortalUser? Agent { get; init; }
    public Guid? RequestId { get; init; }
    public required Cause Cause { get; init; }
    public required string Note { get; init; }
    public required ResetProof Proof { get; init; }

    /// <summary>The app of the newest authenticator at that moment, for the statistics.</summary>
    public AuthenticatorApp? App { get; set; }

    public required DateTime AskedAt { get; init; }
    public required ResetState State { get; set; }

    /// <summary>When an announced reset takes effect.</summary>
    public DateTime? DueAt { get; set; }

    /// <summary>The mail that announces it: no time runs before it has left.</summary>
    public Guid? AnnouncementId { get; set; }

    public DateTime? DoneAt { get; set; }
    public DateTime? EndedAt { get; set; }

    /// <summary>Who agreed to one above the limits.</summary>
    public string? AgreedById { get; set; }

    public Guid? GrantId { get; set; }

    /// <summary>The browser that the request waits in: it alone may enrol; null for any with the password.</summary>
    public string? BrowserHash { get; set; }

    /// <summary>Of the link by which an announced one is cancelled.</summary>
    public string? CancelHash { get; init; }

    /// <summary>The account was frozen until the reset: an undo freezes it again.</summary>
    public DateTime? FrozenAt { get; set; }

    public DateTime? FrozenEventAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<AuthenticatorReset>
    {
        public void Configure(EntityTypeBuilder<AuthenticatorReset> reset)
        {
            reset.ToTable("Resets");
            reset.HasOne(r => r.User).WithMany().HasForeignKey(r => r.UserId);
            reset.HasOne(r => r.Agent).WithMany().HasForeignKey(r => r.AgentId).OnDelete(DeleteBehavior.SetNull);
            reset.Property(r => r.Note).HasMaxLength(HelpRequest.LongestNote);
            reset.HasIndex(r => new { r.UserId, r.DoneAt });
            reset.HasIndex(r => new { r.AgentId, r.DoneAt });
            reset.HasIndex(r => new { r.State, r.DueAt });
            reset.HasIndex(r => r.CancelHash).IsUnique();
        }
    }
}
