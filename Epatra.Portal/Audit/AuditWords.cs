using Epatra.Portal.Authenticators;
using Epatra.Portal.Shell;

namespace Epatra.Portal.Audit;

/// <summary>What happened, as people read it.</summary>
internal static class AuditWords
{
    /// <param name="kind">What happened.</param>
    /// <param name="subject">The name of whom it happened to; null for somebody who is not known.</param>
    /// <param name="actor">The name of whoever did it; null for the portal itself.</param>
    public static string Sentence(AuditKind kind, string? subject, string? actor)
    {
        var sentence = string.Format(Text(kind), subject ?? AuditTexts.Somebody, actor ?? AuditTexts.Portal);
        return char.ToUpper(sentence[0]) + sentence[1..];
    }

    /// <summary>A person of the log for <see cref="Sentence"/>, whose data may be erased by now; null for nobody.</summary>
    /// <param name="id">As the log has it.</param>
    /// <param name="name">Null where the person is no longer there.</param>
    public static string? Who(string? id, string? name) => name is not null ? UnicodeText.Named(name) : id is null ? null : AuditTexts.Erased;

    /// <summary>Why it was refused; null where the sentence says it all.</summary>
    /// <param name="kind">What happened.</param>
    /// <param name="details">Of the entry, in words of the program.</param>
    public static string? Reason(AuditKind kind, string? details) => kind switch
    {
        AuditKind.PasswordRefused => details switch
        {
            "paused" => AuditTexts.WhyPaused,
            "disabled" => AuditTexts.WhyDisabled,
            _ => AuditTexts.WhyWrong,
        },
        AuditKind.CodeRefused when details is not null && details.StartsWith(OfRecovery, StringComparison.Ordinal) =>
            Outcome(details[OfRecovery.Length..]) is { } why ? string.Format(AuditTexts.RecoveryCode, why) : null,
        AuditKind.CodeRefused => Outcome(details),
        _ => null,
    };

    private const string OfRecovery = "recovery code ";

    public static string Outcome(CodeOutcome outcome) => outcome switch
    {
        CodeOutcome.Accepted => AuditTexts.WhyAccepted,
        CodeOutcome.NotACode => AuditTexts.WhyNotACode,
        CodeOutcome.Wrong => AuditTexts.WhyWrong,
        CodeOutcome.OtherTime => AuditTexts.WhyOtherTime,
        CodeOutcome.OldEntry => AuditTexts.WhyOldEntry,
        CodeOutcome.AlreadyUsed => AuditTexts.WhyAlreadyUsed,
        CodeOutcome.Paused => AuditTexts.WhyPaused,
        CodeOutcome.Blocked => AuditTexts.WhyBlocked,
        CodeOutcome.Busy => AuditTexts.WhyBusy,
    };

    /// <summary>The outcome is the first word of the details.</summary>
    private static string? Outcome(string? details) => Enum.TryParse<CodeOutcome>(details?.Split(' ')[0], out var outcome) ? Outcome(outcome) : null;

    /// <summary>{0} is the subject, {1} the actor.</summary>
    private static string Text(AuditKind kind) => kind switch
    {
        AuditKind.PasswordAccepted => AuditTexts.PasswordAccepted,
        AuditKind.PasswordRefused => AuditTexts.PasswordRefused,
        AuditKind.CodeAccepted => AuditTexts.CodeAccepted,
        AuditKind.CodeRefused => AuditTexts.CodeRefused,
        AuditKind.AuthenticatorsBlocked => AuditTexts.AuthenticatorsBlocked,
        AuditKind.RecoveryCodeUsed => AuditTexts.RecoveryCodeUsed,
        AuditKind.SignedIn => AuditTexts.SignedIn,
        AuditKind.SignedOut => AuditTexts.SignedOut,
        AuditKind.SessionEnded => AuditTexts.SessionEnded,
        AuditKind.SessionRenewed => AuditTexts.SessionRenewed,
        AuditKind.AuthenticatorPrepared => AuditTexts.AuthenticatorPrepared,
        AuditKind.AuthenticatorDiscarded => AuditTexts.AuthenticatorDiscarded,
        AuditKind.AuthenticatorConfirmed => AuditTexts.AuthenticatorConfirmed,
        AuditKind.AuthenticatorsReplaced => AuditTexts.AuthenticatorsReplaced,
        AuditKind.RecoveryCodesMade => AuditTexts.RecoveryCodesMade,
        AuditKind.AuthenticatorAllowed => AccountEventTexts.AuthenticatorAllowed,
        AuditKind.AuthenticatorRenamed => AccountEventTexts.AuthenticatorRenamed,
        AuditKind.AuthenticatorRemoved => AccountEventTexts.AuthenticatorRemoved,
        AuditKind.CodeTried => AccountEventTexts.CodeTried,
        AuditKind.NameChanged => AccountEventTexts.NameChanged,
        AuditKind.EmailChangeAsked => AccountEventTexts.EmailChangeAsked,
        AuditKind.EmailChanged => AccountEventTexts.EmailChanged,
        AuditKind.EmailLinkRefused => AccountEventTexts.EmailLinkRefused,
        AuditKind.AccountChangeRefused => AccountEventTexts.AccountChangeRefused,
        AuditKind.BrowserTrusted => AuditTexts.BrowserTrusted,
        AuditKind.TrustEnded => AuditTexts.TrustEnded,
        AuditKind.TrustedBrowserRefused => AuditTexts.TrustedBrowserRefused,
        AuditKind.AccessRevoked => AuditTexts.AccessRevoked,
        AuditKind.PasswordChanged => AuditTexts.PasswordChanged,
        AuditKind.PasswordHashRenewed => AuditTexts.PasswordHashRenewed,
        AuditKind.PasswordChangeRefused => AuditTexts.PasswordChangeRefused,
        AuditKind.PasswordLinkMailed => AuditTexts.PasswordLinkMailed,
        AuditKind.PasswordLinkNotMailed => AuditTexts.PasswordLinkNotMailed,
        AuditKind.PasswordLinkRefused => AuditTexts.PasswordLinkRefused,
        AuditKind.PasswordReminderMailed => AuditTexts.PasswordReminderMailed,
        AuditKind.AccountFrozen => AuditTexts.AccountFrozen,
        AuditKind.FreezeRefused => AuditTexts.FreezeRefused,
        AuditKind.SetUpLinkMade => AuditTexts.SetUpLinkMade,
        AuditKind.SetUpRefused => AuditTexts.SetUpRefused,
        AuditKind.AdministratorSetUp => AuditTexts.AdministratorSetUp,
        AuditKind.HelpRequested => AuditTexts.HelpRequested,
        AuditKind.RequestSent => AuditTexts.RequestSent,
        AuditKind.RequestRecorded => AuditTexts.RequestRecorded,
        AuditKind.RequestLinkRefused => AuditTexts.RequestLinkRefused,
        AuditKind.RequestTaken => AuditTexts.RequestTaken,
        AuditKind.RequestGivenBack => AuditTexts.RequestGivenBack,
        AuditKind.RequestEnded => AuditTexts.RequestEnded,
        AuditKind.SupportCodeAccepted => AuditTexts.SupportCodeAccepted,
        AuditKind.SupportCodeRefused => AuditTexts.SupportCodeRefused,
        AuditKind.MailCodeMailed => AuditTexts.MailCodeMailed,
        AuditKind.MailCodeAccepted => AuditTexts.MailCodeAccepted,
        AuditKind.MailCodeRefused => AuditTexts.MailCodeRefused,
        AuditKind.PersonSeen => AuditTexts.PersonSeen,
        AuditKind.AuthenticatorsReset => AuditTexts.AuthenticatorsReset,
        AuditKind.ResetProposed => AuditTexts.ResetProposed,
        AuditKind.ResetAnnounced => AuditTexts.ResetAnnounced,
        AuditKind.ResetCancelled => AuditTexts.ResetCancelled,
        AuditKind.ResetLinkRefused => AuditTexts.ResetLinkRefused,
        AuditKind.ResetUndone => AuditTexts.ResetUndone,
        AuditKind.ResetReopened => AuditTexts.ResetReopened,
        AuditKind.DeskRefused => AuditTexts.DeskRefused,
        AuditKind.VerificationFailed => AuditTexts.VerificationFailed,
        AuditKind.WaitLifted => AuditTexts.WaitLifted,
        AuditKind.MailboxShared => AuditTexts.MailboxShared,
        AuditKind.MailboxOwn => AuditTexts.MailboxOwn,
        AuditKind.AccountUnfrozen => AuditTexts.AccountUnfrozen,
        AuditKind.PersonInvited => People.PeopleAuditTexts.PersonInvited,
        AuditKind.InvitationWithdrawn => People.PeopleAuditTexts.InvitationWithdrawn,
        AuditKind.InvitationUsed => People.PeopleAuditTexts.InvitationUsed,
        AuditKind.InvitationRefused => People.PeopleAuditTexts.InvitationRefused,
        AuditKind.PersonChanged => People.PeopleAuditTexts.PersonChanged,
        AuditKind.RoleChanged => People.PeopleAuditTexts.RoleChanged,
        AuditKind.ReachChanged => People.PeopleAuditTexts.ReachChanged,
        AuditKind.AccountLocked => People.PeopleAuditTexts.AccountLocked,
        AuditKind.AccountUnlocked => People.PeopleAuditTexts.AccountUnlocked,
        AuditKind.PersonDeleted => People.PeopleAuditTexts.PersonDeleted,
        AuditKind.PersonExported => People.PeopleAuditTexts.PersonExported,
        AuditKind.ExpiryMoved => People.PeopleAuditTexts.ExpiryMoved,
        AuditKind.PeopleRefused => People.PeopleAuditTexts.PeopleRefused,
        AuditKind.ImportStarted => People.Import.ImportTexts.AuditStarted,
        AuditKind.ImportRefused => People.Import.ImportTexts.AuditRefused,
        AuditKind.PeopleImported => People.Import.ImportTexts.AuditImported,
        AuditKind.ImportExported => People.Import.ImportTexts.AuditExported,
        AuditKind.ImportEnded => People.Import.ImportTexts.AuditEnded,
        AuditKind.AuditPurged => AuditTexts.AuditPurged,
        AuditKind.AuditExported => AuditPageTexts.Exported,
        AuditKind.BackupMade => Upkeep.UpkeepTexts.BackupMade,
        AuditKind.BackupRestored => Upkeep.UpkeepTexts.BackupRestored,
        AuditKind.KeysRotated => Upkeep.UpkeepTexts.KeysRotated,
        AuditKind.MailFailed => AuditTexts.MailFailed,
        AuditKind.DoorEntered => Door.DoorTexts.Entered,
        AuditKind.DoorRefused => Door.DoorTexts.NotEntered,
        AuditKind.PageRefused => AuditTexts.PageRefused,
    };
}
