namespace Epatra.Portal.Support.Actions;

/// <summary>What an agent can do about a person. The page of each is <c>/support/people/{id}/</c> and its name in kebab case.</summary>
public enum DeskAction
{
    /// <summary>Of the authenticators, at once: the caller has proved who calls.</summary>
    Reset,

    /// <summary>Of the authenticators, without proof: announced everywhere, and hours later.</summary>
    DelayedReset,

    /// <summary>The person was called at the number on file.</summary>
    CallBack,

    /// <summary>To a reset of another agent that is above a limit.</summary>
    Agree,

    /// <summary>Of a reset that has just taken effect.</summary>
    Undo,

    /// <summary>Of a reset that has not yet taken effect.</summary>
    CancelReset,
    EndSessions,

    /// <summary>Of the pause after wrong passwords or codes.</summary>
    LiftWait,

    /// <summary>Mails a link to a new password.</summary>
    PasswordLink,
    Freeze,
    Unfreeze,

    /// <summary>Whoever called could not prove to be the person.</summary>
    FailedVerification,

    /// <summary>Of somebody who called or wrote without any page.</summary>
    RecordRequest,

    /// <summary>Whether several people read the mailbox.</summary>
    SharedMailbox,
}
