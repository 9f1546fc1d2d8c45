using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.Audit;

/// <summary>What happened. The log keeps the names: none may ever be changed or used again for something else.</summary>
public enum AuditKind
{
    PasswordAccepted,
    PasswordRefused,
    CodeAccepted,
    CodeRefused,
    AuthenticatorsBlocked,
    RecoveryCodeUsed,
    SignedIn,
    SignedOut,
    SessionEnded,
    SessionRenewed,
    AuthenticatorPrepared,
    AuthenticatorDiscarded,
    AuthenticatorConfirmed,
    AuthenticatorsReplaced,
    RecoveryCodesMade,

    /// <summary>One more, or one in place of another, by a code of the person's own.</summary>
    AuthenticatorAllowed,

    AuthenticatorRenamed,
    AuthenticatorRemoved,

    /// <summary>A right code, only to see whether the app works.</summary>
    CodeTried,

    BrowserTrusted,
    TrustEnded,

    /// <summary>The token of one person, sent as another person's.</summary>
    TrustedBrowserRefused,

    /// <summary>All sessions, trusted browsers and half-way sign-ins of a person.</summary>
    AccessRevoked,

    PasswordChanged,
    PasswordHashRenewed,
    PasswordChangeRefused,
    PasswordLinkMailed,

    /// <summary>An unknown address, or too many links for it.</summary>
    PasswordLinkNotMailed,

    PasswordLinkRefused,
    PasswordReminderMailed,
    NameChanged,
    EmailChangeAsked,
    EmailChanged,
    EmailLinkRefused,

    /// <summary>Something that the person wanted to change about the own account.</summary>
    AccountChangeRefused,

    AccountFrozen,
    FreezeRefused,
    SetUpLinkMade,
    SetUpRefused,
    AdministratorSetUp,
    HelpRequested,

    /// <summary>Told to the desk.</summary>
    RequestSent,

    /// <summary>Taken down by an agent for somebody who called or wrote.</summary>
    RequestRecorded,

    /// <summary>The link back from it, that was worthless.</summary>
    RequestLinkRefused,


    RequestTaken,
    RequestGivenBack,
    RequestEnded,
    SupportCodeAccepted,
    SupportCodeRefused,
    MailCodeMailed,
    MailCodeAccepted,
    MailCodeRefused,

    /// <summary>An agent looked at a person.</summary>
    PersonSeen,

    AuthenticatorsReset,
    ResetProposed,
    ResetAnnounced,
    ResetCancelled,

    /// <summary>A link to stop one, that was worthless.</summary>
    ResetLinkRefused,

    ResetUndone,

    /// <summary>The grant of a reset was opened anew by new proof.</summary>
    ResetReopened,

    /// <summary>Somebody of the desk wanted to act on somebody, and was not allowed to.</summary>
    DeskRefused,

    /// <summary>Somebody could not prove to be the person.</summary>
    VerificationFailed,

    WaitLifted,

    /// <summary>Several people read the person's mailbox.</summary>
    MailboxShared,

    MailboxOwn,
    AccountUnfrozen,
    PersonInvited,
    InvitationWithdrawn,
    InvitationUsed,
    InvitationRefused,
    PersonChanged,
    RoleChanged,

    /// <summary>The companies that an agent is limited to.</summary>
    ReachChanged,

    AccountLocked,
    AccountUnlocked,
    PersonDeleted,

    /// <summary>All that is kept of somebody, taken out of the portal as a file.</summary>
    PersonExported,

    /// <summary>The day on which a password expires, to spread many of one week.</summary>
    ExpiryMoved,

    /// <summary>An administrator wanted to change somebody, and was not allowed to.</summary>
    PeopleRefused,

    /// <summary>The work on a file with people began.</summary>
    ImportStarted,

    /// <summary>Somebody wanted to begin or end it who was no administrator any more, or had no fresh proof.</summary>
    ImportRefused,

    /// <summary>Some lines of it.</summary>
    PeopleImported,

    /// <summary>What came of each line, taken out of the portal as a file.</summary>
    ImportExported,

    ImportEnded,
    AuditPurged,

    /// <summary>Taken out of the portal as a file.</summary>
    AuditExported,

    BackupMade,

    /// <summary>A database took the place of this one, or of none; the entries after the backup are lost.</summary>
    BackupRestored,

    /// <summary>A new data-protection key was made.</summary>
    KeysRotated,

    /// <summary>A message could not be sent for three days.</summary>
    MailFailed,

    /// <summary>An application let somebody in who is signed in here.</summary>
    DoorEntered,

    /// <summary>A worthless ticket, or an application that is not for this person.</summary>
    DoorRefused,

    /// <summary>Somebody who is signed in asked for a page of the desk or of administrators without the right to it.</summary>
    PageRefused,
}

/// <summary>Something that happened, before it has its place in the log.</summary>
internal sealed record AuditEvent(AuditKind Kind, string? SubjectId, string? Details);

/// <summary>
/// A row of the audit log: append only, each with the hash of the one before. It holds ids; names live with the people.
/// The address can be erased as well: only its salted digest is part of the chain.
/// </summary>
public sealed class AuditEntry
{
    /// <summary>Position in the log, without gaps from 1.</summary>
    public long Sequence { get; init; }

    public required DateTime At { get; init; }
    public required AuditKind Kind { get; init; }

    /// <summary>Who did it; null for somebody who is not known yet.</summary>
    public string? ActorId { get; init; }

    /// <summary>Whom it concerns.</summary>
    public string? SubjectId { get; init; }

    public string? Details { get; init; }

    /// <summary>Network address it came from; null once erased.</summary>
    public string? Address { get; init; }

    /// <summary>Random; null once erased, so that the digest cannot be searched for an address.</summary>
    public string? AddressSalt { get; init; }

    public required string AddressDigest { get; init; }
    public required string PreviousHash { get; init; }
    public string Hash { get; set; } = "";

    internal sealed class Configuration : IEntityTypeConfiguration<AuditEntry>
    {
        public void Configure(EntityTypeBuilder<AuditEntry> entry)
        {
            entry.HasKey(e => e.Sequence);
            entry.Property(e => e.Sequence).ValueGeneratedNever();
            entry.Property(e => e.Kind).HasMaxLength(64);
            entry.HasIndex(e => new { e.SubjectId, e.Sequence });
            entry.HasIndex(e => new { e.ActorId, e.Sequence });
            entry.HasIndex(e => new { e.Kind, e.Sequence });
        }
    }
}
