namespace Epatra.Portal.People;

/// <summary>How far somebody has come, from the invitation to the first code; the list can be asked for each.</summary>
public enum PersonState
{
    /// <summary>The invitation is in the mail.</summary>
    Invited,

    /// <summary>Somebody has opened it.</summary>
    Opened,

    /// <summary>It is too old, or was never sent.</summary>
    InvitationOver,

    Withdrawn,

    /// <summary>A password, and no authenticator: before the wizard or in it, or after a reset.</summary>
    PasswordSet,

    Active,
    Locked,
    Frozen,
}
