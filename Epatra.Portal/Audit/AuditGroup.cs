namespace Epatra.Portal.Audit;

/// <summary>What entries of the log are about, to choose from.</summary>
internal enum AuditGroup
{
    SignIn,

    /// <summary>A password or a code that was not taken, and what followed.</summary>
    Refusal,

    /// <summary>Authenticators and recovery codes.</summary>
    Authenticator,
    Password,

    /// <summary>Requests for help, and what the desk did.</summary>
    Desk,

    /// <summary>The portal itself.</summary>
    Portal,
}

/// <summary>Which kinds of entries are about what.</summary>
internal static class AuditGroups
{
    public static AuditGroup Of(AuditKind kind) => kind switch
    {
        AuditKind.PasswordAccepted or AuditKind.CodeAccepted or AuditKind.RecoveryCodeUsed or AuditKind.SignedIn or AuditKind.SignedOut
            or AuditKind.SessionEnded or AuditKind.SessionRenewed or AuditKind.BrowserTrusted or AuditKind.TrustEnded or AuditKind.AccessRevoked or AuditKind.DoorEntered
            or AuditKind.NameChanged or AuditKind.EmailChangeAsked or AuditKind.EmailChanged => AuditGroup.SignIn,
        AuditKind.PasswordRefused or AuditKind.CodeRefused or AuditKind.AuthenticatorsBlocked or AuditKind.TrustedBrowserRefused
            or AuditKind.PasswordChangeRefused or AuditKind.PasswordLinkRefused or AuditKind.FreezeRefused or AuditKind.SetUpRefused
            or AuditKind.EmailLinkRefused or AuditKind.AccountChangeRefused or AuditKind.DoorRefused or AuditKind.PageRefused => AuditGroup.Refusal,
        AuditKind.AuthenticatorPrepared or AuditKind.AuthenticatorDiscarded or AuditKind.AuthenticatorConfirmed or AuditKind.AuthenticatorsReplaced
            or AuditKind.RecoveryCodesMade or AuditKind.AuthenticatorAllowed or AuditKind.AuthenticatorRenamed or AuditKind.AuthenticatorRemoved
            or AuditKind.CodeTried => AuditGroup.Authenticator,
        AuditKind.PasswordChanged or AuditKind.PasswordHashRenewed or AuditKind.PasswordLinkMailed or AuditKind.PasswordLinkNotMailed
            or AuditKind.PasswordReminderMailed => AuditGroup.Password,
        >= AuditKind.HelpRequested and <= AuditKind.AccountUnfrozen or AuditKind.AccountFrozen => AuditGroup.Desk,
        >= AuditKind.PersonInvited and <= AuditKind.ImportEnded or AuditKind.SetUpLinkMade or AuditKind.AdministratorSetUp or AuditKind.AuditPurged or AuditKind.AuditExported
            or AuditKind.BackupMade or AuditKind.BackupRestored or AuditKind.KeysRotated or AuditKind.MailFailed => AuditGroup.Portal,
    };
}
