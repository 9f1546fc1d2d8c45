namespace Epatra.Portal.MyAccount;

/// <summary>What people can do about their own account. The page of each is <c>/account/</c> and its name in kebab case.</summary>
public enum AccountAct
{
    /// <summary>Beside those that there are.</summary>
    AddAuthenticator,

    /// <summary>One in place of another, which stays until the new one is confirmed.</summary>
    NewPhone,
    RenameAuthenticator,
    RemoveAuthenticator,
    NewRecoveryCodes,
    ChangeName,
    ChangeEmail,
}

/// <summary>What came of it.</summary>
public enum AccountOutcome
{
    Done,

    /// <summary>The last code in this session is older than five minutes, or the session is over.</summary>
    NotFresh,

    /// <summary>There is no such thing of this person, or no longer.</summary>
    NotThere,

    /// <summary>Without it nobody would get in any more.</summary>
    LastOne,

    /// <summary>As many authenticators as one may have.</summary>
    TooMany,

    /// <summary>What was typed is empty, or no mail address.</summary>
    NotUsable,

    /// <summary>The address is the person's already.</summary>
    Same,

    /// <summary>Enough mails for an hour.</summary>
    TooOften,

    /// <summary>Too many sign-ins at once; nothing was done.</summary>
    Busy,
}

/// <param name="Outcome">What came of it.</param>
/// <param name="RecoveryCodes">A new set, shown this once.</param>
public sealed record AccountAnswer(AccountOutcome Outcome, IReadOnlyList<string>? RecoveryCodes = null);
